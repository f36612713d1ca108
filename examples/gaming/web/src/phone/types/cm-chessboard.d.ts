// What this page uses of cm-chessboard, which brings no types.

declare module 'cm-chessboard/src/Chessboard.js' {
  export type BoardColour = 'w' | 'b';

  export const INPUT_EVENT_TYPE: {
    readonly moveInputStarted: 'moveInputStarted';
    readonly movingOverSquare: 'movingOverSquare';
    readonly validateMoveInput: 'validateMoveInput';
    readonly moveInputCanceled: 'moveInputCanceled';
    readonly moveInputFinished: 'moveInputFinished';
  };

  export interface MoveInputEvent {
    readonly type: (typeof INPUT_EVENT_TYPE)[keyof typeof INPUT_EVENT_TYPE];
    readonly squareFrom: string;
    readonly squareTo?: string | null;
  }

  export interface MarkerType {
    readonly class: string;
    readonly slice: string;
    readonly position?: 'above';
  }

  export interface ExtensionEntry {
    readonly class: unknown;
    readonly props?: object;
  }

  export interface ChessboardProps {
    readonly position?: string;
    readonly orientation?: BoardColour;
    readonly assetsUrl?: string;
    readonly style?: {
      readonly cssClass?: string;
      readonly showCoordinates?: boolean;
      readonly pieces?: { readonly file: string };
      readonly animationDuration?: number;
    };
    readonly extensions?: readonly ExtensionEntry[];
  }

  export class Chessboard {
    constructor(context: HTMLElement, props?: ChessboardProps);
    setPosition(fen: string, animated?: boolean): Promise<void>;
    setOrientation(colour: BoardColour, animated?: boolean): Promise<void>;
    getOrientation(): BoardColour;
    enableMoveInput(handler: (event: MoveInputEvent) => boolean, colour?: BoardColour): void;
    disableMoveInput(): void;
    cancelMoveInput(): void;
    isMoveInputEnabled(): boolean;
    addMarker(type: MarkerType, square: string): void;
    removeMarkers(type?: MarkerType, square?: string): void;
  }
}

declare module 'cm-chessboard/src/extensions/markers/Markers.js' {
  /** An extension, handed over to a board as it is. */
  export const Markers: unknown;
}

declare module 'cm-chessboard/src/lib/Svg.js' {
  export const Svg: {
    createSvg(container?: HTMLElement): SVGElement;
    addElement(parent: Element, name: string, attributes?: Record<string, unknown>): SVGElement;
  };
}
