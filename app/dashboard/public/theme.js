// Sets the theme before the first paint; a file of its own, because the page allows no inline scripts.
;(() => {
  let chosen = 'system'
  try {
    chosen = localStorage.getItem('trill.theme') ?? 'system'
  } catch {
    // Storage is closed: the system's theme it is.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
