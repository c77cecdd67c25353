/** Every command of the command line, in the order of its help. */

import { auditCommands } from './audit.ts';
import { backupCommands } from './backups.ts';
import { blockCommands } from './blocks.ts';
import { commentCommands } from './bulletinComments.ts';
import { digestCommands } from './bulletinDigests.ts';
import { revisionCommands } from './bulletinRevisions.ts';
import { bulletinCommands } from './bulletins.ts';
import { callbackCommands } from './callbacks.ts';
import { caseCommands } from './cases.ts';
import type { Command } from './command.ts';
import { deliveryCommands } from './delivery.ts';
import { demoCommands } from './demo.ts';
import { doctorCommands } from './doctor.ts';
import { houseCommands } from './house.ts';
import { keyRingCommands } from './keyRing.ts';
import { letterCommands } from './letters.ts';
import { limitCommands } from './limits.ts';
import { maintenanceCommands } from './maintenance.ts';
import { newsCommands } from './news.ts';
import { operatorCommands } from './people.ts';
import { personCommands } from './persons.ts';
import { pljaCommands } from './plja.ts';
import { staffActCommands } from './readerActs.ts';
import { readerCommands } from './readers.ts';
import { termsCommands } from './subscriptionTerms.ts';
import { suppressionCommands } from './suppressions.ts';
import { suspensionCommands } from './suspensions.ts';
import { systemSettingCommands } from './systemSettings.ts';
import { systemCommands } from './systems.ts';
import { taskCommands } from './tasks.ts';
import { topicCommands } from './topics.ts';
import { manyCommands } from './workMany.ts';
import { workCommands } from './works.ts';

export const commands: Command[] = [
  ...topicCommands,
  ...readerCommands,
  ...personCommands,
  ...termsCommands,
  ...bulletinCommands,
  ...revisionCommands,
  ...commentCommands,
  ...newsCommands,
  ...digestCommands,
  ...pljaCommands,
  ...blockCommands,
  ...systemCommands,
  ...systemSettingCommands,
  ...callbackCommands,
  ...deliveryCommands,
  ...suspensionCommands,
  ...suppressionCommands,
  ...taskCommands,
  ...limitCommands,
  ...letterCommands,
  ...caseCommands,
  ...manyCommands,
  ...staffActCommands,
  ...operatorCommands,
  ...workCommands,
  ...auditCommands,
  ...backupCommands,
  ...maintenanceCommands,
  ...keyRingCommands,
  ...doctorCommands,
  ...houseCommands,
  ...demoCommands,
];

/** The command that these words begin with, the longest name first, and the words after it. */
export const findCommand = (args: string[]): { command: Command; rest: string[] } | null => {
  const byLength = [...commands].sort((a, b) => b.name.length - a.name.length);
  for (const command of byLength) {
    const words = command.name.split(' ');
    if (words.every((w, i) => args[i] === w)) return { command, rest: args.slice(words.length) };
  }
  return null;
};
