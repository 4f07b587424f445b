package ui

// spriteSVG holds each shape once: the four states told apart by silhouette, the
// marks of a status, arrows, and the two hatches of what is not covered.
const spriteSVG = `<svg width="0" height="0" class="vh" aria-hidden="true"><defs>
<symbol id="i-holds" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="currentColor"/><path d="M4.8 8.3l2.2 2.2 4.3-4.7" fill="none" stroke="var(--surface)" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="i-risk" viewBox="0 0 16 16"><path d="M8 1.2l7.2 13.1H.8z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M8 6v4" stroke="var(--surface)" stroke-width="1.75" stroke-linecap="round"/><circle cx="8" cy="12.2" r="1" fill="var(--surface)"/></symbol>
<symbol id="i-fails" viewBox="0 0 16 16"><rect x="1.25" y="1.25" width="13.5" height="13.5" rx="1.5" fill="currentColor"/><path d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6" stroke="var(--surface)" stroke-width="1.75" stroke-linecap="round"/></symbol>
<symbol id="i-unknown" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.75" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="2.6 1.64"/><path d="M6.1 6.3a1.95 1.95 0 1 1 2.9 1.7c-.7.4-1 .7-1 1.4" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round"/><circle cx="8" cy="11.6" r=".85" fill="currentColor"/></symbol>
<symbol id="i-st-done" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.5" fill="currentColor"/></symbol>
<symbol id="i-st-part" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5.9" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M8 2.1a5.9 5.9 0 0 1 0 11.8z" fill="currentColor"/></symbol>
<symbol id="i-st-plan" viewBox="0 0 16 16"><circle cx="8" cy="8" r="5.9" fill="none" stroke="currentColor" stroke-width="1.3"/></symbol>
<symbol id="i-st-na" viewBox="0 0 16 16"><path d="M3.5 8h9" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/></symbol>
<symbol id="i-fr-3" viewBox="0 0 16 16"><path d="M1 11h3.6v3H1zM6.2 7h3.6v7H6.2zM11.4 3H15v11h-3.6z" fill="currentColor"/></symbol>
<symbol id="i-fr-2" viewBox="0 0 16 16"><path d="M1 11h3.6v3H1zM6.2 7h3.6v7H6.2z" fill="currentColor"/><path d="M11.9 3.5h2.6v10h-2.6z" fill="none" stroke="currentColor"/></symbol>
<symbol id="i-fr-1" viewBox="0 0 16 16"><path d="M1 11h3.6v3H1z" fill="currentColor"/><path d="M6.7 7.5h2.6v6H6.7zM11.9 3.5h2.6v10h-2.6z" fill="none" stroke="currentColor"/></symbol>
<symbol id="i-fr-0" viewBox="0 0 16 16"><path d="M1.5 11.5h2.6v2H1.5zM6.7 7.5h2.6v6H6.7zM11.9 3.5h2.6v10h-2.6z" fill="none" stroke="currentColor" stroke-dasharray="1.5 1.2"/></symbol>
<symbol id="i-tick" viewBox="0 0 16 16"><path d="M3.5 8.4l3 3 6-6.6" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"/></symbol>
<symbol id="i-chev" viewBox="0 0 16 16"><path d="M5 6l3-3 3 3M5 10l3 3 3-3" fill="none" stroke="currentColor" stroke-width="1.4"/></symbol>
<symbol id="i-down" viewBox="0 0 16 16"><path d="M4.5 6.5L8 10l3.5-3.5" fill="none" stroke="currentColor" stroke-width="1.4"/></symbol>
<symbol id="i-sort-up" viewBox="0 0 16 16"><path d="M8 13V3.5M4.5 7L8 3.5 11.5 7" fill="none" stroke="currentColor" stroke-width="1.4"/></symbol>
<symbol id="i-sort-down" viewBox="0 0 16 16"><path d="M8 3v9.5M4.5 9L8 12.5 11.5 9" fill="none" stroke="currentColor" stroke-width="1.4"/></symbol>
<pattern id="hx-fails" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--fails-bg)"/><rect width="2.2" height="6" fill="var(--fails)"/></pattern>
<pattern id="hx-risk" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="8" height="8" fill="var(--risk-bg)"/><rect width="1.4" height="8" fill="var(--risk)"/></pattern>
<pattern id="hx-part" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--bar-soft)"/><rect width="1.8" height="6" fill="var(--bar)"/></pattern></defs></svg>`
