import type { ProviderName } from '../catalogue/models.ts';
import type { Erased, MemberErasure } from '../jobs/member-erasure.ts';
import type { PersonalRecords } from '../jobs/personal-record.ts';

/** What a member is told of how this bot is run. */
export interface PrivacyNotes {
  readonly retentionDays: number;
  /** Who may get prompts and pictures. */
  readonly providers: readonly ProviderName[];
  readonly hasBackups: boolean;
}

export interface PrivacyDeskParts {
  readonly notes: PrivacyNotes;
  readonly erasure: Pick<MemberErasure, 'erase' | 'openJobs'>;
  readonly records: Pick<PersonalRecords, 'write'>;
  /** Removes the files of jobs that were erased. */
  readonly removeFiles: () => Promise<void>;
}

/** What members can ask about what is kept of them. */
export class PrivacyDesk {
  readonly #parts: PrivacyDeskParts;

  constructor(parts: PrivacyDeskParts) {
    this.#parts = parts;
  }

  get notes(): PrivacyNotes {
    return this.#parts.notes;
  }

  /** How many jobs of a person are under way: they have to end before anything can be erased. */
  openJobs(memberId: string): Promise<number> {
    return this.#parts.erasure.openJobs(memberId);
  }

  /** All that is kept of a person: JSON in UTF-8. */
  record(memberId: string, signal: AbortSignal): Promise<Uint8Array> {
    return this.#parts.records.write(memberId, signal);
  }

  /**
   * Erases a person in all guilds.
   * @param signal - nobody waits for it any more: what has begun is gone on with at the next start
   * @throws {Refusal} `privacy-open-jobs`; nothing is erased then
   */
  async erase(memberId: string, signal: AbortSignal): Promise<Erased> {
    const erased = await this.#parts.erasure.erase(memberId, signal);
    await this.#parts.removeFiles();
    return erased;
  }
}
