import type { Construct } from 'constructs';
import type { JsonObject } from '../../manifest/json';
import type { Labels } from '../../manifest/labels';
import type { SettledRouting } from './settled';

/** The facts of a route that a translation reads. */
export interface RouteFacts {
  readonly scope: Construct;
  /** The name of the Service, which the objects of the route are named after. */
  readonly name: string;
  readonly namespace: string | undefined;
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
}

/** A custom resource of a controller. */
export interface RouteObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** The part of its name after that of the Service. */
  readonly suffix: string;
  readonly spec: JsonObject;
}

/** A path of an Ingress as a controller wants it. */
export interface PathForm {
  readonly path: string;
  readonly pathType: 'Prefix' | 'Exact' | 'ImplementationSpecific';
}

/** An Ingress beside that of the app, for one path that its controller treats by annotations. */
export interface SideIngress {
  readonly path: string;
  readonly annotations: (host: string) => Labels;
}

/** The parts of the objects of a route by which a controller knows a feature. */
export interface Translation {
  /** Annotations of the Ingress. */
  readonly ingress?: Labels;
  /** Annotations of the Service. */
  readonly service?: Labels;
  readonly objects?: readonly RouteObject[];
  /** Filters of the rule of an HTTPRoute. */
  readonly filters?: readonly JsonObject[];
  /** Fields of the rule of an HTTPRoute. */
  readonly rule?: JsonObject;
  /** Rules of an HTTPRoute beside that of the app. */
  readonly rules?: readonly JsonObject[];
  /** Paths of the Ingress beside those of the app. */
  readonly paths?: readonly string[];
  /** Fields of the BackendConfig of GKE. */
  readonly backendConfig?: JsonObject;
  readonly sideIngresses?: readonly SideIngress[];
  /** The form of the paths of the Ingress. */
  readonly pathForm?: (path: string) => PathForm;
}

/** A feature of routes. */
export type Feature = keyof SettledRouting;

/** The way in which a controller knows a feature. */
export interface Cell<Value> {
  /** The field or annotation, for the table. */
  readonly by: string;
  readonly translate: (value: Value, route: RouteFacts) => Translation;
  /** Returns the reason why a value has no equal, with the way out; `undefined` for one that has. @default - every value has */
  readonly refuses?: (value: Value, namespace: string | undefined) => string | undefined;
}

/** The reason why a controller does not know a feature, with the way out. */
export interface Lack {
  readonly lacks: string;
}

/** A controller, and its way to each feature. */
export interface Column {
  readonly title: string;
  /** The page that its cells rest on. */
  readonly page: string;
  readonly cells: { readonly [F in Feature]: Cell<NonNullable<SettledRouting[F]>> | Lack };
  /** The annotations of the Ingress by which it finds the objects. @default - it finds them itself */
  readonly finds?: (objects: readonly RouteObject[], route: RouteFacts) => Labels;
}
