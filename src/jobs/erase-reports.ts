import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import { aliasIn, type ErasureSteps } from './erasure-record.ts';

const reportsAtOnce = 50;

/**
 * Takes a person out of the reports of videos, and forgets the modals that stand open before this person. Where the video
 * stands is kept with the report: moderators may have to delete it.
 */
export async function eraseInReports({ erasure, step }: ErasureSteps): Promise<void> {
  const { memberId } = erasure;
  await step(async (trx) => {
    await sql`delete from open_form where member_id = ${memberId}`.execute(trx);
    return true;
  });
  while (await step((trx) => eraseInSome(trx, memberId)));
}

async function eraseInSome(trx: Transaction<Database>, memberId: string): Promise<boolean> {
  const reports = await trx
    .selectFrom('video_report')
    .select(['id', 'guild_id', 'maker_id', 'reporter_id', 'removed_by', 'blocked_by', 'dismissed_by'])
    .where((report) =>
      report.or(
        (['maker_id', 'reporter_id', 'removed_by', 'blocked_by', 'dismissed_by'] as const).map((column) =>
          report(column, '=', memberId),
        ),
      ),
    )
    .limit(reportsAtOnce)
    .execute();
  for (const report of reports) {
    const alias = await aliasIn(trx, memberId, report.guild_id);
    const renamed = (id: string | null) => (id === memberId ? alias : id);
    await trx
      .updateTable('video_report')
      .set({
        removed_by: renamed(report.removed_by),
        blocked_by: renamed(report.blocked_by),
        dismissed_by: renamed(report.dismissed_by),
        ...(report.maker_id === memberId && { maker_id: null, job_id: null }),
        ...(report.reporter_id === memberId && { reporter_id: null, reason: null }),
      })
      .where('id', '=', report.id)
      .execute();
  }
  return reports.length === reportsAtOnce;
}
