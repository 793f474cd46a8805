import type { APIInteraction } from 'discord.js';
import { Refusal } from '../errors/refusal.ts';
import type { Words } from '../words/words.ts';
import type { Operators } from './access.ts';
import type { Call, Command, CommandServices, PressResult } from './command.ts';
import { readCustomId } from './components.ts';
import {
  isModalSubmit,
  isPress,
  isSlashCommand,
  readCall,
  readCommandCall,
  readFields,
  readPressCall,
} from './interaction.ts';

/** Something that a member did and waits for: a command, a button or menu, a modal. */
export interface Deed {
  /** Name of the command that it is for; empty for a component that is none of ours. */
  readonly command: string;
  readonly call: Call;
  /** Whether the command itself was given, by its name. */
  readonly isCommand: boolean;
  readonly hasMessage: boolean;
  /** @throws {Refusal} where the command has nothing for it, and whatever the command throws */
  readonly run: (command: Command, services: CommandServices, words: Words) => Promise<PressResult>;
}

/** @returns null for what nobody waits for */
export function readDeed(interaction: APIInteraction, operators: Operators): Deed | null {
  if (isSlashCommand(interaction)) {
    const call = readCommandCall(interaction, operators);
    return {
      command: call.name,
      call,
      isCommand: true,
      hasMessage: false,
      run: (command, services, words) => command.execute(call, services, words),
    };
  }
  if (isPress(interaction)) {
    const { command: name, payload } = readCustomId(interaction.data.custom_id) ?? nobodys;
    const call = readPressCall(interaction, operators);
    return {
      command: name,
      call,
      isCommand: false,
      hasMessage: true,
      run(command, services, words) {
        if (!command.press) throw new Refusal('component-unknown');
        return command.press(payload, call, services, words);
      },
    };
  }
  if (!isModalSubmit(interaction)) return null;
  const { command: name, payload } = readCustomId(interaction.data.custom_id) ?? nobodys;
  const call = readCall(interaction, operators);
  const fields = readFields(interaction);
  return {
    command: name,
    call,
    isCommand: false,
    hasMessage: Boolean(interaction.message),
    run(command, services, words) {
      if (!command.submit) throw new Refusal('component-unknown');
      return command.submit(payload, fields, call, services, words);
    },
  };
}

const nobodys = { command: '', payload: '' } as const;
