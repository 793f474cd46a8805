import { systemClock } from '../../src/clock.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { MemberErasure } from '../../src/jobs/member-erasure.ts';

/** A process of its own that erases a member and prints a line before each step, for a test that kills it. */

const [file = '', memberId = ''] = process.argv.slice(2);
const { database, close } = await openDatabase(file);
const steps = { throwIfAborted: () => process.stdout.write('step\n') };
const { jobs } = await new MemberErasure(database, systemClock).erase(memberId, steps);
await close();
process.stdout.write(`done ${jobs}\n`);
