/**
 * What the host says of a circle's people and rules, as Svelte state: asked when a screen opens that shows it, and again when the
 * circle has changed. Holds always: one round of questions is under way at a time, and the pause after it is longer the longer it
 * took; what was answered stays until something newer comes, also while the host is away.
 */
import type { MemberSummary } from '../../src/core/circle-calls.ts';
import type { Results } from '../../src/core/commands.ts';
import type { AccountKey, CircleId } from '../../src/core/ids.ts';
import type { CallError } from '../host/connection.ts';
import type { AppState } from './app-state.svelte.ts';

/** The commands that tell of people and rules, and take nothing but a circle. */
export type Question = 'listMembers' | 'listInvitations' | 'listRules' | 'listDecisions' | 'quorum' | 'listForks';

const PAUSE_MS = 250;
/** Of the time, at most a fifth goes into asking. */
const REST = 4;

export class CircleFacts {
  readonly circle: CircleId;
  readonly #app: Pick<AppState, 'call'>;
  readonly #wanted = new Set<Question>();
  #asking = false;
  /** Somebody waits for the next round: there is no rest before it. */
  #hurry = false;
  /** Ends a rest. */
  #wake: () => void = () => undefined;
  #answers = $state.raw<{ readonly [K in Question]?: Results[K] }>({});
  readonly #members = $derived(new Map(this.#answers.listMembers?.map((member) => [member.account, member])));
  #errors = $state.raw<{ readonly [K in Question]?: CallError }>({});

  constructor(app: Pick<AppState, 'call'>, circle: CircleId) {
    this.#app = app;
    this.circle = circle;
  }

  /** What was answered last; undefined before the first time. */
  get<K extends Question>(question: K): Results[K] | undefined {
    return this.#answers[question];
  }

  /** Why the first of those questions was not answered the last time; a host that is away is told elsewhere. */
  problem(questions: readonly Question[]): CallError | undefined {
    return questions.map((question) => this.#errors[question]).find((error) => error !== undefined && error.type !== 'no-host');
  }

  member(account: AccountKey | undefined): MemberSummary | undefined {
    return account === undefined ? undefined : this.#members.get(account);
  }

  /** Whether someone was in the circle and is not any more. */
  isGone(account: AccountKey): boolean {
    const member = this.member(account);
    return member !== undefined && member.status !== 'member';
  }

  /** Asks now, or as soon as what is under way is over. */
  ask(questions: readonly Question[]): void {
    for (const question of questions) this.#wanted.add(question);
    if (!this.#asking) void this.#work();
  }

  /** Asks everything again that was ever asked, without a rest: something was done here, and the person looks for it. */
  askAgain(): void {
    this.#hurry = this.#asking;
    this.ask([...(Object.keys(this.#answers) as Question[])]);
    this.#wake();
  }

  async #work(): Promise<void> {
    this.#asking = true;
    while (this.#wanted.size > 0) {
      const questions = [...this.#wanted];
      this.#wanted.clear();
      const began = performance.now();
      await Promise.all(questions.map((question) => this.#askOne(question)));
      if (!this.#hurry) await this.#rest(Math.max(PAUSE_MS, REST * (performance.now() - began)));
      this.#hurry = false;
    }
    this.#asking = false;
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, ms);
    });
  }

  async #askOne(question: Question): Promise<void> {
    const answer = await this.#app.call(question, { circle: this.circle });
    if (answer.ok) this.#answers = { ...this.#answers, [question]: answer.result };
    this.#errors = { ...this.#errors, [question]: answer.ok ? undefined : answer.error };
  }
}
