import type { Acknowledgement, LateAnswers } from '../../src/discord/acknowledgement.ts';

/** Answers that go nowhere. */
export type FakeAnswers = {
  -readonly [Name in keyof (Acknowledgement & LateAnswers)]: (Acknowledgement & LateAnswers)[Name];
};

/** @param log - gets a line for each answer */
export function fakeAnswers(log: string[]): FakeAnswers {
  const filesOf = (files: readonly { readonly name: string }[] = []) => files.map(({ name }) => ` [${name}]`).join('');
  return {
    async defer(_origin, isPrivate) {
      log.push(isPrivate ? 'defer privately' : 'defer');
      return '555';
    },
    async deferUpdate() {
      log.push('defer update');
    },
    async reply(_origin, { content }) {
      log.push(`reply: ${content}`);
    },
    async update(_origin, { content }) {
      log.push(`update: ${content}`);
    },
    async relabel(_origin, components) {
      const labels = components.flatMap((row) => row.components.map((part) => ('label' in part ? part.label : '')));
      log.push(`relabel: ${labels.join(', ')}`);
    },
    async openModal(_origin, { custom_id, title }) {
      log.push(`modal ${custom_id}: ${title}`);
    },
    async suggest({ interactionId }, suggestions) {
      log.push(`suggest to ${interactionId}: ${JSON.stringify(suggestions)}`);
    },
    async complete(_origin, { content, files }) {
      log.push(`complete: ${content}${filesOf(files)}`);
    },
    async followUp(_origin, { content }) {
      log.push(`follow up: ${content}`);
    },
  };
}
