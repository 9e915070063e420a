# Finds the files of the log that lead on from a backup. Every restore to an earlier time begins a new timeline, and its history
# file
# has the point where it left its parent. The parent's log after that point belongs to another line.
#
# Reads `history TIMELINE PARENT LSN` and `file NAME`. Takes the `first` segment that the backup needs, the position of its `end`,
# and
# whether to `follow` its own timeline or the newest one that it is part of. Prints `line` with that timeline; `aside` with a newer
# one
# that the backup is not part of; `timeline` with the setting for the server; `file` with each segment that is needed; `gap` with a
# missing segment if the log continues after it; and `until` with a position if the newest segment continues after the line has left
# it.

function hex(text,   n, i) {
  n = 0
  for (i = 1; i <= length(text); i++) n = n * 16 + index("0123456789ABCDEF", substr(text, i, 1)) - 1
  return n
}
function padded(text) { return substr("00000000" text, length(text) + 1) }
function position(lsn,   part) { split(lsn, part, "/"); return "x" padded(part[1]) padded(part[2]) }
function segment_of(lsn,   part) { split(lsn, part, "/"); return hex(part[1]) * 256 + int(hex(part[2]) / 16777216) }
function number(name) { return hex(substr(name, 9, 8)) * 256 + hex(substr(name, 17, 8)) }
function segment(timeline, n) { return sprintf("%08X%08X%08X", timeline, int(n / 256), n % 256) }

BEGIN {
  own = line = newest = hex(substr(first, 1, 8))
  least = last = number(first)
}

$1 == "history" {
  child = hex($2)
  if (child > newest) newest = child
  if ($3 == own && position($4) >= position(end) && child > line && follow != "own") line = child
  parent[child, count[child] + 0] = $3
  left[child, count[child]++] = $4
}

$1 == "file" && length($2) == 27 && $2 ~ /^[0-9A-F]+\.gz$/ {
  n = number($2)
  there[hex(substr($2, 1, 8)), n] = 1
  if (n > last) last = n
}

END {
  # The timelines from that of the backup to the one to follow, and the segment in which each begins.
  depth = 0
  begins[0] = -1
  if (line != own) {
    for (i = 0; i < count[line]; i++) {
      if (depth == 0 && parent[line, i] != own) continue
      timeline[depth++] = parent[line, i]
      begins[depth] = segment_of(left[line, i])
      point[depth] = left[line, i]
    }
  }
  timeline[depth] = line

  missing = -1
  for (n = least; n <= last; n++) {
    for (of = depth; begins[of] > n; of--);
    # A timeline begins with a copy of its parent's segment. Until the copy is archived, use the parent's, up to the point of
    # leaving.
    for (i = of; i > 0 && begins[i] == n && !((timeline[i], n) in there); i--);
    found = ((timeline[i], n) in there)
    if (found) {
      print "file", segment(timeline[i], n) ".gz"
      if (missing >= 0) gap = missing
      until = i < of ? point[i + 1] : ""
    }
    if ((!found || i < of) && missing < 0) {
      missing = n
      name = segment(timeline[of], n)
    }
  }
  if (missing < 0) {
    missing = last + 1
    name = segment(timeline[0], missing)
  }
  print "line", line
  print "timeline", line == own ? "current" : line
  if (newest != line) print "aside", newest
  if (gap != "" || missing < begins[depth]) print "gap", name
  else if (until != "") print "until", until
}
