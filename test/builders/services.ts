import type { CommandServices } from '../../src/discord/command.ts';

/** What commands call, of which only the services that are given may be used: to ask for another one fails the test. */
export function servicesWith(given: Partial<CommandServices> = {}): CommandServices {
  return new Proxy(given, {
    get(target, name) {
      if (!(name in target)) throw new Error(`no service «${String(name)}» was given`);
      return Reflect.get(target, name);
    },
  }) as CommandServices;
}
