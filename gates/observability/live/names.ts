/** The namespace of the apps of the gate, and that of the Observability. */
export const SHOP = 'shop';
export const PLATFORM = 'observability';
