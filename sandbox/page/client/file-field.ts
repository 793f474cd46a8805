import { html, nothing, type TemplateResult } from 'lit';
import type { ChosenFile } from './store.ts';

interface FileField {
  readonly label: string;
  readonly files: readonly ChosenFile[];
  readonly several: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onRemove: (file: ChosenFile) => void;
}

/** A place to choose a file, or to drop one; a chosen picture is shown. */
export function fileField({ label, files, several, onFiles, onRemove }: FileField): TemplateResult {
  const take = (list: FileList | null | undefined) => {
    const chosen = [...(list ?? [])];
    if (chosen.length > 0) onFiles(several ? chosen : chosen.slice(0, 1));
  };
  const onChoose = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return;
    take(target.files);
    target.value = '';
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    mark(event, false);
    take(event.dataTransfer?.files);
  };
  const onOver = (event: DragEvent) => {
    event.preventDefault();
    mark(event, true);
  };
  return html`<div class="file-field" @drop=${onDrop} @dragover=${onOver} @dragleave=${(event: DragEvent) => mark(event, false)}>
    ${files.map(
      (file) => html`<span class="file">
        ${file.preview ? html`<img src=${file.preview} alt="">` : html`<span class="file-icon" aria-hidden="true">📄</span>`}
        <span class="file-name">${file.name}</span>
        <button type="button" class="field-remove" aria-label="Remove ${file.name}" @click=${() => onRemove(file)}>×</button>
      </span>`,
    )}
    ${
      files.length > 0 && !several
        ? nothing
        : html`<label class="file-choose"><input class="field-input" type="file" aria-label=${label} ?multiple=${several} @change=${onChoose}>
            <span>Choose a file<span class="drop-hint"> or drop it here</span></span></label>`
    }
  </div>`;
}

function mark({ currentTarget }: DragEvent, over: boolean): void {
  if (currentTarget instanceof HTMLElement) currentTarget.classList.toggle('over', over);
}
