import sanitizeHtml from 'sanitize-html';

/** Shapes of SVG that a widget may draw with; `use` and `foreignObject` bring in other documents, and CloudWatch takes them out too. */
const SVG = ['svg', 'g', 'path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'text', 'tspan', 'title'];

const ATTRIBUTES = [
  ...['class', 'id', 'title', 'style', 'role', 'tabindex', 'dir', 'lang', 'hidden', 'aria-*'],
  ...[
    'viewBox',
    'preserveAspectRatio',
    'width',
    'height',
    'd',
    'x',
    'y',
    'x1',
    'y1',
    'x2',
    'y2',
    'cx',
    'cy',
    'r',
    'rx',
  ],
  ...['ry', 'points', 'fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'transform', 'text-anchor', 'opacity'],
];

/**
 * What is left of a custom widget's HTML: what CloudWatch leaves, which takes out scripts, handlers, `iframe` and `use` (AWS, "Security and
 * JavaScript for custom CloudWatch widgets"). It is cleaned by a list of what may stay, by `sanitize-html`, and not put into a frame: a frame
 * without scripts could not be read by the tool that checks whether everybody can read it, and its forms would not reach the console.
 */
export const sanitise = (markup: string): string =>
  sanitizeHtml(markup, {
    allowedTags: [
      ...sanitizeHtml.defaults.allowedTags,
      ...SVG,
      ...[
        'style',
        'button',
        'input',
        'select',
        'option',
        'optgroup',
        'textarea',
        'label',
        'fieldset',
        'legend',
        'form',
      ],
      ...['details', 'summary', 'cwdb-action'],
    ],
    allowedAttributes: {
      '*': ATTRIBUTES,
      a: ['href', 'target', 'rel'],
      'cwdb-action': ['action', 'display', 'endpoint', 'confirmation', 'event'],
      input: ['name', 'value', 'type', 'maxlength', 'placeholder', 'autocomplete', 'checked', 'required'],
      textarea: ['name', 'maxlength', 'rows', 'placeholder'],
      select: ['name', 'required'],
      option: ['value', 'selected'],
      label: ['for'],
      button: ['type'],
      th: ['scope', 'colspan', 'rowspan'],
      td: ['colspan', 'rowspan'],
    },
    nonBooleanAttributes: [], // an empty value stays: the choice of nothing is a choice
    allowedSchemes: ['http', 'https', 'mailto'],
    allowVulnerableTags: true, // a style: the page's policy names each by its hash, and no style may load anything
    parseStyleAttributes: false,
    parser: { lowerCaseAttributeNames: false }, // an SVG's viewBox is no viewbox
    // One form of the console goes around the whole widget, as CloudWatch hands over the fields of all forms together.
    transformTags: { form: 'div' },
  });
