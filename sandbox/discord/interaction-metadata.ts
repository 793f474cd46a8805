import { INTERACTION_TYPE, type Interaction } from './interactions.ts';
import { userObject } from './user-objects.ts';
import type { World } from './world.ts';

type Described = Pick<Interaction, 'type' | 'messageId' | 'target' | 'opener'>;

/**
 * What a message tells of the interaction behind it besides who and where: it depends on the kind of interaction.
 * https://docs.discord.com/developers/resources/message#message-interaction-metadata-object
 */
export function metadataDetails(world: World, interaction: Described): Readonly<Record<string, unknown>> {
  const { type, messageId, target, opener } = interaction;
  if (type === INTERACTION_TYPE.component) return { interacted_message_id: messageId };
  if (opener) return { triggering_interaction_metadata: metadataObject(world, opener) };
  if (target?.type === 'message') return { target_message_id: target.id };
  const user = target && world.user(target.id);
  return user ? { target_user: userObject(user) } : {};
}

function metadataObject(world: World, interaction: Interaction): Record<string, unknown> {
  const user = world.user(interaction.userId);
  return {
    id: interaction.id,
    type: interaction.type,
    ...(user ? { user: userObject(user) } : {}),
    authorizing_integration_owners: interaction.owners,
    ...interaction.details,
  };
}
