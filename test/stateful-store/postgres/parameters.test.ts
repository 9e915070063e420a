import { Size } from 'cdk8s';
import type { PostgresOptions } from '../../../lib';
import { database, operated, settings } from './support';

const GIB = { memory: Size.gibibytes(1), storage: Size.gibibytes(10) };

const made = (parameters: Record<string, string>, options: PostgresOptions = {}) =>
  database({ ...options, parameters }, GIB).chart;

describe('parameters of PostgreSQL', () => {
  it.each<[string, string]>([
    ['work_mem', '64MB'],
    ['work_mem', '65536'],
    ['work_mem', ' 64 MB '],
    ['shared_buffers', '0.25GB'],
    ['random_page_cost', '1.1'],
    ['statement_timeout', '1.5min'],
    ['log_min_duration_statement', '-1'],
    ['autovacuum', 'off'],
    ['jit', 'F'],
    ['wal_level', 'LOGICAL'],
    ['wal_compression', 'zstd'],
    ['synchronous_commit', 'off'],
    ['timezone', 'Europe/Berlin'],
    ['pg_stat_statements.max', '10000'],
    ['timescaledb.max_background_workers', '16'],
    ['default_transaction_isolation', 'repeatable read'],
    ['max_slot_wal_keep_size', '2GB'],
  ])('takes %s with the value %s', (name, value) => {
    expect(settings(made({ [name]: value }))[name]).toBe(value);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a name has a letter too many',
      { work_mmem: '64MB' },
      /a parameter must be a setting of PostgreSQL 18, got work_mmem; did you mean work_mem/,
    ],
    ['a name is like none', { frobnicate: '1' }, /got frobnicate; leave it out, or correct the name/],
    ['a name has capitals', { TimeZone: 'UTC' }, /must be named as PostgreSQL names it, got TimeZone; use timezone/],
    [
      'an extension of the server has no such setting',
      { 'pg_stat_statements.maxx': '1' },
      /got pg_stat_statements.maxx; did you mean pg_stat_statements.max/,
    ],
    ['a number is a word', { work_mem: 'much' }, /work_mem must be a number with a unit, got much/],
    ['a unit is not in the form of PostgreSQL', { work_mem: '64mb' }, /got 64mb; use 64MB/],
    ['a number has a unit and should have none', { max_worker_processes: '8MB' }, /use a number without a unit/],
    [
      'a number is too small',
      { work_mem: '1kB' },
      /work_mem must be from 64kB to 2147483647kB, got 1kB; use 64kB or more/,
    ],
    [
      'a number of blocks is too small',
      { shared_buffers: '64kB' },
      /shared_buffers must be from 128kB to .*; use 128kB or more/,
    ],
    ['a share is too large', { checkpoint_completion_target: '90' }, /must be from 0 to 1, got 90; use 1 or less/],
    ['a flag is a word', { jit: 'maybe' }, /jit must be on or off, got maybe; use 'on' or 'off'/],
    ['a flag is cut off too much', { jit: 'o' }, /jit must be on or off/],
    ['a word is misspelled', { wal_level: 'logcal' }, /wal_level must be one of .*replica.*, got logcal; use logical/],
    ['a setting cannot be set', { block_size: '8192' }, /block_size cannot be set, got 8192; leave it out/],
    ['backups could not copy the log', { wal_level: 'minimal' }, /wal_level must be replica or logical/],
    ['backups could not connect', { max_wal_senders: '0' }, /max_wal_senders must be 3 or more/],
    [
      'the log is archived elsewhere',
      { archive_mode: 'off' },
      /archive_mode is set by the store, got off; pass a backup with/,
    ],
    ['the certificate is elsewhere', { ssl: 'on' }, /ssl is set by the store, got on; pass tls to the store/],
    [
      'the server would not be writable',
      { default_transaction_read_only: 'on' },
      /default_transaction_read_only is set/,
    ],
    ['huge pages are asked for', { huge_pages: 'on' }, /huge_pages is set by the store/],
    ['a restore ends elsewhere', { recovery_target_time: '2026-01-01' }, /recovery_target_time is set by the store/],
    [
      'the cache is larger than the memory',
      { shared_buffers: '2GB' },
      /parameters must fit into 95 % of the memory of 1024MB, got the server 20MB \+ shared_buffers 2112MB \+ .*MB; lower shared_buffers, or/,
    ],
    ['one query needs more than the memory', { work_mem: '512MB' }, /work_mem of a query in 3 processes 1536MB/],
    ['a new index needs more than the memory', { maintenance_work_mem: '512MB' }, /maintenance_work_mem 512MB/],
    ['a half rounds to nothing', { geqo_effort: '.5' }, /geqo_effort must be from 1 to 10, got .5; use 1 or more/],
    [
      'a buffer is no multiple of what it must be',
      { transaction_buffers: '10' },
      /must be a multiple of 128kB, got 10/,
    ],
    ['a stack is larger than a process may have', { max_stack_depth: '64MB' }, /max_stack_depth must leave 512kB/],
    ['no connection is left', { reserved_connections: '126' }, /must leave connections to the app, got 129 of 128/],
    ['the log outgrows the volume', { max_wal_size: '8GB' }, /max_wal_size must leave half of the volume to the data/],
    ['the log has no room for two segments', { min_wal_size: '16MB' }, /min_wal_size must hold two segments/],
  ])('fails when %s', (_, parameters, message) => {
    expect(() => made(parameters)).toThrow(message);
  });

  it('fails when only another version has the setting', () => {
    expect(() => made({ io_method: 'worker' }, { image: 'postgres:17.6' })).toThrow(
      'a parameter must be a setting of PostgreSQL 17, got io_method; PostgreSQL 18 has it: leave it out',
    );
    expect(() => made({ io_method: 'io_uring' })).not.toThrow();
    expect(() => made({ promote_trigger_file: 'x' }, { image: 'postgres:16.10' })).toThrow('is set by the store');
    expect(() => made({ vacuum_defer_cleanup_age: '1' }, { image: 'postgres:15.18' })).not.toThrow();
    expect(() => made({ vacuum_defer_cleanup_age: '1' })).toThrow('PostgreSQL 15 has it: leave it out');
  });

  it('fails in the same way when an operator runs the servers', () => {
    const make = () => operated({ parameters: { shared_bufers: '1GB' } }, { replicas: 3 });
    expect(make).toThrow('got shared_bufers; did you mean shared_buffers');
  });
});
