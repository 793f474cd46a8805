import { z } from 'zod';
import { type Fields, fieldsOf, readFirst, tidy } from './wire.ts';

const maxTextLength = 300;
const maxPaths = 5;
const maxMessages = 5;
const maxPathLength = 60;

const textSchema = z.union([
  z.string().refine((text) => text.trim() !== ''),
  z.looseObject({ message: z.string() }).transform(({ message }) => message),
]);
const messagesSchema = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const issueSchema = z.looseObject({ path: z.array(z.union([z.string(), z.number()])), message: z.string() });

/** What is wrong with one part of a request. */
export interface Complaint {
  /** Such as `lumaParams.duration`. */
  readonly path: string;
  readonly messages: readonly string[];
}

/** Apiframe's own words about an error, short and in one line; empty when there are none. */
export function readErrorText(answer: unknown): string {
  return tidy(readFirst(answer, ['error', 'message', 'detail'], textSchema) ?? '', maxTextLength);
}

/** The parts of a refused request, a few of them: documented as messages by path, as libraries list them otherwise. */
export function readComplaints(answer: unknown): Complaint[] {
  const details = readFirst(answer, ['details'], z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]));
  if (details === null) return [];
  const complaints = Array.isArray(details) ? details.flatMap(fromIssue) : fromPaths(details);
  return complaints.slice(0, maxPaths).map(({ path, messages }) => ({
    path: tidy(path, maxPathLength),
    messages: messages.slice(0, maxMessages).map((message) => tidy(message, maxTextLength)),
  }));
}

function fromIssue(issue: unknown): Complaint[] {
  const { data } = issueSchema.safeParse(issue);
  return data ? [{ path: data.path.join('.'), messages: [data.message] }] : [];
}

function fromPaths(details: Fields): Complaint[] {
  return Object.entries(details).map(([path, value]) => ({
    path,
    messages: messagesSchema.safeParse(value).data ?? [],
  }));
}

/** Whether an answer is Apiframe's own word: its errors are JSON objects, while pages come from gateways before it. */
export function isOwnWord(answer: unknown): boolean {
  return fieldsOf(answer) !== null;
}
