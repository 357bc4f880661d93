/** The mark of the page: two origins, one way. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3.5" fill="#5046e5"/><path d="M3 8h3.5l2-3.5H13M6.5 8l2 3.5H13" fill="none" stroke="#fff" stroke-width="1.6" stroke-linejoin="round"/></svg>',
)}`;
