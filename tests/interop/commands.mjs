// Does what standard input says, one JSON object a line with the name of the command in "do", and answers each with
// one line. The program ends when its input does.
import { createInterface } from "node:readline";
import { say, watch } from "./wire.mjs";

export async function obey(commands) {
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    say({ event: "done", do: command.do, ...(await watch(() => commands[command.do](command))) });
  }
  process.exit();
}
