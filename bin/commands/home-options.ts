import { text, texts } from './options.js';

/** Options of an emulated home, whoever runs it. */

export const home = text(
  'file that describes how many HCALCS the home has and what takes power in it, as JSON (docs/home.md)',
);

export const fault = texts('gives a device a defect of those that hanlab list faults shows; repeatable');
