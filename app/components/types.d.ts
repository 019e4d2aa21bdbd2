/* What the modules hand each other; for `tsc --checkJs` (tests/js), never sent to a browser. */

/** Values along an axis, one for each place of the control. */
type AxisValues = (number | string | boolean)[];

/** A table of numbers in a recording; `axes` has "t" for the steps, "cross" if it is crossed. */
interface Table {
  axes: string[];
  shape: number[];
  values: Float32Array | Float64Array;
  /** Where its block begins, in bytes after the header; and how many values float32 cannot hold. */
  from: number;
  beyond: number;
}

/** What Python packs (app/components/player/packing.py). */
interface Recording {
  axes: Record<string, AxisValues>;
  steps: number;
  /** Updates from one step to the next. */
  stride: number;
  /** Steps that are recorded so far. */
  known: number;
  tables: Record<string, Table>;
  facts: Record<string, any>;
  /** Positions on a fresh mount, by control, and `t`, `act`, `session`, `typed`. */
  start: Record<string, any>;
  /** Groups of controls of which one moves while the others stand where `here` says. */
  cross: string[][];
  here: Record<string, number>;
}

/** A part of training, such as the backward pass: its colour, formula and values. */
interface Act {
  name: string;
  title: string;
  meaning: string;
  formula: string;
  cells: string[];
}

/** What all parts of a page share. */
interface PlayerContext {
  group: string;
  lang: string;
  words: Record<string, string>;
  /** Meaning and decimals of each quantity, by its name. */
  quantities: Record<string, [string, number]>;
  acts: Act[];
  /** Whether there is a recording to wait for. */
  recorded: boolean;
  /** Quantities that are written as rates. */
  rates: string[];
}

/** What is needed to write a number or a sentence. */
interface ValueSource {
  context: Pick<PlayerContext, "lang"> & Partial<PlayerContext>;
  [name: string]: any;
}

/** Where the reader is. */
interface PlayerState {
  /** Place on its axis, by control. */
  positions: Record<string, number>;
  step: number;
  /** Place of the shown act among `context.acts`. */
  act: number;
  playing: boolean;
  speed: string;
}

/** A command of the server: another place, once for each `n`. */
interface PlayerCommand {
  n: number;
  at: Record<string, number>;
  t: number;
  act: string;
  still?: boolean;
  play?: boolean;
  to?: number;
}

/** A part on the page, as the store knows it. */
interface StorePart {
  draw(): void;
  announce?(): void;
}

/** One page's recording, and the one state that all parts draw. */
interface PlayerStore extends ValueSource {
  parts: Set<StorePart>;
  recording: Recording | null;
  context: PlayerContext | null;
  state: PlayerState;
  /** While a prediction is awaited, nothing later than the first step is shown. */
  runHidden: boolean;
  /** A quantity at the present place. */
  get(name: string, step?: number): number;
  /** A quantity over all steps. */
  series(name: string): Float32Array | Float64Array;
  /** A quantity that has an axis of its own. */
  vector(name: string, step?: number): any;
  table(name: string): any;
  value(name: string): any;
  /** Changes when another run is shown. */
  runKey(): string;
}

/** The area that a view draws in; `k` is how much larger than usual the page is written. */
interface Frame {
  area: HTMLElement & { drawn?: () => Element[] };
  title: string;
  k: number;
  w: number;
  h: number;
  /** What the view has drawn, for what is drawn over it. */
  p?: any;
}

type Scale = (value: number) => number;
/** x and y */
type Point = number[];
/** left, right, top, bottom */
type Box = number[];

/** A plane with axes, in pixels: x from x0 to x1, y from y1 at the top to y0. */
interface Plot {
  w: number;
  h: number;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  X: Scale;
  Y: Scale;
  yLog?: boolean;
  cols?: string[];
  /** The control whose axis is logarithmic. */
  log?: string;
  svg: SVGElement;
  /** Below the marks, painted once; clipped. */
  back: SVGElement;
  /** What moves; clipped. */
  marks: SVGElement;
  /** Words, and what stands above all. */
  top: SVGElement;
}

/** A line as the text of an SVG path, and the beginning of it up to a step. */
interface TracedPath {
  d: string;
  past(step: number): string;
}

/** Draws what the state says; `drawWaiting` what is known while the run is not recorded. */
type Draw = (() => void) & { drawWaiting?: () => void };

/** What a part on the page returns. */
interface MountedPart {
  draw(): void;
  drawWaiting?(): void;
  announce?(): void;
  replaceRecording?(): void;
  playAnswer?(to?: number): void;
  updateAddress?(): void;
}

interface ViewTable {
  /** Columns over the steps. */
  over?: (store: any, view: any) => Column[];
  /** One or more tables of its own. */
  own?: (store: any, view: any, words: any) => any;
}

interface Column {
  name: string;
  title: string;
  as?: string;
  at?: number;
  of?: number;
}

/** What Streamlit calls a component with. */
interface ComponentCall {
  data: any;
  parentElement: HTMLElement;
  setStateValue(name: string, value: any): void;
  setTriggerValue(name: string, value: any): void;
}

/** What an exported page is told (app/export/page_file.py). */
interface ExportedPage {
  /** The names of the states in the file: the copy's own settings, and scenarios. */
  states: string[];
  /** Address of this page on a server; "" for none. */
  server: string;
  texts: Record<string, string>;
}

/** What surrounds a bundle: see shared/provide_bundle.js. */
declare const BUNDLE: { name: string; sheet: string; pageSheets: string[] };
declare const mount: (call: ComponentCall) => (() => void) | undefined;
declare var __components: Map<string, any> | undefined;

/** The words of app/server/connection.js, by language. */
declare const CONNECTION_WORDS: Record<string, Record<string, string>>;
