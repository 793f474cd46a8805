import { z } from 'zod';

/** A command as members can click it; with its subcommand: `quota show`. */
export type CommandMention = (command: string) => string;

const standing = z.array(z.object({ id: z.string(), name: z.string() }));

/**
 * Commands in texts. Once Discord has told their ids, they can be clicked
 * (https://docs.discord.com/developers/reference#message-formatting); until then they stand as they are typed.
 */
export class CommandMentions {
  readonly #ids = new Map<string, string>();

  /** @param commands - as Discord lists those of all guilds; anything else is left alone */
  learn(commands: unknown): void {
    for (const { id, name } of standing.safeParse(commands).data ?? []) this.#ids.set(name, id);
  }

  readonly mention: CommandMention = (command) => {
    const id = this.#ids.get(command.split(' ')[0] ?? '');
    return id === undefined ? `\`/${command}\`` : `</${command}:${id}>`;
  };
}
