// A plain script, run before anything is drawn, so that no page flashes in the other colours.
{
  const chosen = localStorage.getItem('theme');
  if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
}
