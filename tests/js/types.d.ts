/** What surrounds a bundle: see app/components/shared/provide_bundle.js. */
declare const BUNDLE: { name: string; sheet: string; pageSheets: string[] };
declare const mount: (call: object) => (() => void) | undefined;
