import type { APIInteraction } from 'discord.js';
import { Refusal } from '../errors/refusal.ts';
import type { Words } from '../words/words.ts';
import type { Operators } from './access.ts';
import type { AnyCommand, Call, CommandServices, PressResult } from './command.ts';
import { readCustomId } from './components.ts';
import {
  isMessageCommand,
  isModalSubmit,
  isPress,
  isSlashCommand,
  readCall,
  readCommandCall,
  readFields,
  readMessageCall,
  readPressCall,
} from './interaction.ts';

/** How something reaches its command: it was typed, chosen from the menu of a message, or one of its components was used. */
export type Way = 'typed' | 'on-message' | 'component';

/** Something that a member did and waits for: a command, a button or menu, a modal. */
export interface Deed {
  /** Name of the command that it is for; empty for a component that is none of ours. */
  readonly command: string;
  readonly call: Call;
  readonly way: Way;
  readonly hasMessage: boolean;
  /** @throws {Refusal} where the command has nothing for it, and whatever the command throws */
  readonly run: (command: AnyCommand, services: CommandServices, words: Words) => Promise<PressResult>;
}

/** @returns null for what nobody waits for */
export function readDeed(interaction: APIInteraction, operators: Operators): Deed | null {
  if (isSlashCommand(interaction)) {
    const call = readCommandCall(interaction, operators);
    return {
      command: call.name,
      call,
      way: 'typed',
      hasMessage: false,
      run(command, services, words) {
        if (!('execute' in command)) throw new Refusal('command-unknown');
        return command.execute(call, services, words);
      },
    };
  }
  if (isMessageCommand(interaction)) {
    const call = readMessageCall(interaction, operators);
    return {
      command: call.name,
      call,
      way: 'on-message',
      hasMessage: false,
      run(command, services, words) {
        if (!('executeOn' in command)) throw new Refusal('command-unknown');
        return command.executeOn(call, services, words);
      },
    };
  }
  if (isPress(interaction)) {
    const { command: name, payload } = readCustomId(interaction.data.custom_id) ?? nobodys;
    const call = readPressCall(interaction, operators);
    return {
      command: name,
      call,
      way: 'component',
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
    way: 'component',
    hasMessage: Boolean(interaction.message),
    run(command, services, words) {
      if (!command.submit) throw new Refusal('component-unknown');
      return command.submit(payload, fields, call, services, words);
    },
  };
}

const nobodys = { command: '', payload: '' } as const;
