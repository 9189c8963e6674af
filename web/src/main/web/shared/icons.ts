import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Drawn on 20 by 20, in strokes of the text's colour. */
const DRAWINGS = {
    inbox: svg`<path d="M3 11 5 4h10l2 7v5H3zM3 11h4l1 2h4l1-2h4"/>`,
    folder: svg`<path d="M3 5h5l2 2h7v9H3z"/>`,
    trash: svg`<path d="M4 6h12M8 6V4h4v2M6 6l.6 10h6.8L14 6M8.5 9v4.5M11.5 9v4.5"/>`,
    archive: svg`<path d="M3 4h14v4H3zM4 8v8h12V8M8 11h4"/>`,
    sent: svg`<path d="m3 10 14-6-4 13-3-5z M10 12l7-8"/>`,
    drafts: svg`<path d="M4 16l1-4 8-8 3 3-8 8zM11 6l3 3"/>`,
    junk: svg`<path d="M10 3 17 7v6l-7 4-7-4V7zM10 7v4M10 13.2v.3"/>`,
    read: svg`<path d="M3 8l7-5 7 5v8H3zM3 8l7 5 7-5"/>`,
    unread: svg`<path d="M3 5h14v10H3zM3 5l7 6 7-6"/>`,
    restore: svg`<path d="M4 8h8a4 4 0 0 1 0 8H8M4 8l4-4M4 8l4 4"/>`,
    retry: svg`<path d="M16 10a6 6 0 1 1-2-4.5M16 3v3.5h-3.5"/>`,
    check: svg`<path d="m4 11 4 4 8-9"/>`,
    clock: svg`<circle cx="10" cy="10" r="7"/><path d="M10 6v4l3 2"/>`,
    warning: svg`<path d="M10 3 18 17H2zM10 8v4.5M10 14.6v.4"/>`,
    search: svg`<circle cx="9" cy="9" r="5"/><path d="m13 13 4 4"/>`,
    close: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
    menu: svg`<path d="M3 6h14M3 10h14M3 14h14"/>`,
    back: svg`<path d="M12 4l-6 6 6 6"/>`,
    next: svg`<path d="m8 4 6 6-6 6"/>`,
    down: svg`<path d="m4 8 6 6 6-6"/>`,
    keyboard: svg`<path d="M2 5h16v10H2zM5 8h1M8 8h1M11 8h1M14 8h1M5 12h1M8 12h4M14 12h1"/>`,
    light: svg`<circle cx="10" cy="10" r="3.5"/><path d="M10 2v2M10 16v2M2 10h2M16 10h2M4.5 4.5 6 6M14 14l1.5 1.5M4.5 15.5 6 14M14 6l1.5-1.5"/>`,
    dark: svg`<path d="M16 12A7 7 0 0 1 8 4a7 7 0 1 0 8 8z"/>`,
    auto: svg`<circle cx="10" cy="10" r="7"/><path d="M10 3v14M10 6h4M10 9h6.5M10 12h6M10 15h4"/>`,
    pause: svg`<path d="M7 4v12M13 4v12"/>`,
    play: svg`<path d="M6 4l10 6-10 6z"/>`,
    plus: svg`<path d="M10 4v12M4 10h12"/>`,
    settings: svg`<path d="M3 6h7.5M14.5 6H17M3 14h2.5M9.5 14H17"/><circle cx="12.5" cy="6" r="2"/><circle cx="7.5" cy="14" r="2"/>`,
    user: svg`<circle cx="10" cy="7" r="3.2"/><path d="M3.5 17c.6-3.6 3-5 6.5-5s5.9 1.4 6.5 5"/>`,
    signOut: svg`<path d="M8 3H4v14h4M8 10h9M14 7l3 3-3 3"/>`,
    attachment: svg`<path d="M14 8l-5.5 5.5a2 2 0 0 1-3-3L11 5a3 3 0 0 1 4.2 4.2L9.5 15"/>`,
    image: svg`<path d="M3 4h14v12H3zM3 14l4-4 4 4 2-2 4 3"/><circle cx="13" cy="8" r="1.3"/>`,
    download: svg`<path d="M10 3v9M6 9l4 4 4-4M4 16h12"/>`,
    offline: svg`<path d="M2 8a12 12 0 0 1 16 0M5 11a8 8 0 0 1 10 0M8 14a4 4 0 0 1 4 0M3 3l14 14"/>`,
    sync: svg`<path d="M4 9a6 6 0 0 1 11-2.5M16 3v4h-4M16 11a6 6 0 0 1-11 2.5M4 17v-4h4"/>`,
    server: svg`<path d="M3 4h14v5H3zM3 11h14v5H3zM6 6.5h.5M6 13.5h.5"/>`,
    eye: svg`<path d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z"/><circle cx="10" cy="10" r="2.3"/>`,
    file: svg`<path d="M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15"/>`,
    document: svg`<path d="M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15M7.5 9.5h5M7.5 12h5M7.5 14.5h3"/>`,
    table: svg`<path d="M3 4h14v12H3zM3 8h14M3 12h14M8.5 8v8"/>`,
    package: svg`<path d="M3 6.5 10 3l7 3.5v7L10 17l-7-3.5zM3 6.5 10 10l7-3.5M10 10v7"/>`,
    music: svg`<path d="M8 15V4.5l8-1.5v10.5M8 7l8-1.5"/><circle cx="6" cy="15" r="2"/><circle cx="14" cy="13.5" r="2"/>`,
    film: svg`<path d="M3 4h14v12H3zM7 4v12M13 4v12M3 8h4M3 12h4M13 8h4M13 12h4"/>`,
    calendar: svg`<path d="M3 5h14v12H3zM3 9h14M7 3v4M13 3v4"/>`,
    key: svg`<circle cx="7" cy="12" r="3.5"/><path d="m9.5 9.5 6.5-6.5M13 6l2.5 2.5"/>`,
    history: svg`<path d="M4 5v4h4M4.5 9A6 6 0 1 1 4 11.5M10 7v3.5l2.5 1.5"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof DRAWINGS;

/** Decoration only: the word for it stands beside it, or in the button's label. */
export function icon(name: IconName): TemplateResult {
    return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${DRAWINGS[name]}</svg>`;
}
