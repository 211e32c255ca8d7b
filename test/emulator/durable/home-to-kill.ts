import { createInterface } from 'node:readline';
import { DurableHome } from '../../../emulator/index.js';
import { toHex } from '../../../gbcs/index.js';
import { savedText } from '../saved-text.js';
import { configurationOf, doInput, IDENTITY } from './inputs.js';

/**
 * A process for the tests to kill: a durable home in the directory that is its argument. It says where it stands, then
 * takes one line for each input (its number) or confirmation (`confirm` and a sequence), and answers in lines of JSON.
 */
const home = await DurableHome.open({
  directory: process.argv[2] ?? '',
  installation: configurationOf(),
  identity: IDENTITY,
});
let told = 0;

function say(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function tell(): void {
  for (const { sequence, from, to, message, at } of home.outbox()) {
    if (sequence > told) say({ said: sequence, is: `${from} ${to} ${at} ${toHex(message)}` });
    told = Math.max(told, sequence);
  }
}

say({ ready: home.lastInput, state: savedText(home.installation.save()) });
tell();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [word = '', sequence] = line.split(' ');
    if (word === 'confirm') return home.confirm(Number(sequence));
    const number = Number(word);
    home.take(number, (installation) => doInput(installation, number));
    say({ done: number });
    tell();
  })
  .on('close', () => void home.close());
