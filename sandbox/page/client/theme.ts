import { changed } from './store.ts';

/** Light or dark: as the machine has it, until somebody chooses. */

const systemLight = matchMedia('(prefers-color-scheme: light)');
systemLight.addEventListener('change', changed);

export function isLight(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === undefined ? systemLight.matches : theme === 'light';
}

export function switchTheme(): void {
  const theme = isLight() ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
  localStorage.setItem('theme', theme);
  changed();
}
