import { Svg } from 'cm-chessboard/src/lib/Svg.js';

/**
 * The board component writes `style` attributes, which a strict content security policy blocks and reports. Styles that
 * a script sets through `element.style` are allowed, so they go that way. Call once, before the first board is made.
 */
export function keepBoardWithinPolicy(): void {
  const createSvg = Svg.createSvg.bind(Svg);
  const addElement = Svg.addElement.bind(Svg);

  Svg.createSvg = (container) => {
    const svg = createSvg(container);
    const setAttribute = svg.setAttribute.bind(svg);
    svg.setAttribute = (name: string, value: string) => {
      if (name === 'style') svg.style.cssText = value;
      else setAttribute(name, value);
    };
    return svg;
  };

  Svg.addElement = (parent, name, { style, ...attributes } = {}) => {
    const element = addElement(parent, name, attributes);
    if (typeof style === 'string') element.style.cssText = style;
    return element;
  };
}
