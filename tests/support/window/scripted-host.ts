/**
 * A host that follows a script: serves the window's contract over any pipe from scripted circles, and can be told to be
 * offline, syncing, out of disk, gone. For states that a real host reaches only by accident.
 */
import { decode } from 'cborg';
import * as v from 'valibot';
import { encodeStateAsUpdate } from 'yjs';
import { commandSchemas, CONTRACT_VERSION, type CircleStatus, type CommandError, type CommandName, type HostMessage, type HostStatus, type Params, type Pipe, type WindowMessage } from '../../../src/core/commands.ts';
import type { BlobHash, CircleId } from '../../../src/core/ids.ts';
import { encodeCbor } from '../../../src/core/op/body.ts';
import { hashId, person, ScriptedCircle, type Person } from './scripted-circle.ts';
import { ScriptedPeople } from './scripted-people.ts';

const PHRASE = 'arrow basket candle dolphin ember fabric garden harbor island jungle kettle lantern';

export class ScriptedHost {
  me: Person | undefined;
  readonly circles = new Map<CircleId, ScriptedCircle>();
  readonly statuses = new Map<CircleId, CircleStatus>();
  readonly drafts = new Map<string, string>();
  readonly blobs = new Map<BlobHash, Uint8Array>();
  /** What the next commands of that name are refused with. */
  readonly refusals = new Map<CommandName, CommandError>();
  /** What commands of that name are answered with, where the script has nothing better; null keeps the window waiting. */
  readonly answers = new Map<CommandName, { result: unknown } | null>();
  /** Commands as they came in. */
  readonly calls: { command: CommandName; params: unknown }[] = [];
  /** What the window asked to be fed. */
  readonly watches: Extract<WindowMessage, { type: 'watch' }>[] = [];
  storage: HostStatus['storage'] = null;
  #pipe: Pipe | undefined;
  #watched = new Map<CircleId, string>();
  readonly #people = new Map<CircleId, ScriptedPeople>();

  attach(pipe: Pipe): void {
    this.#pipe = pipe;
    this.#watched = new Map();
    pipe.onMessage((bytes) => void this.#take(decode(bytes) as WindowMessage));
    this.#send({ type: 'welcome', contract: CONTRACT_VERSION, status: this.status() });
  }

  /** What is said of that circle's people and rules; the script may write into it. */
  people(id: CircleId): ScriptedPeople {
    const circle = this.circles.get(id);
    if (circle === undefined || this.me === undefined) throw new Error('no such circle');
    const people = this.#people.get(id) ?? new ScriptedPeople(circle, this.me);
    this.#people.set(id, people);
    return people;
  }

  /** Adds a circle that this device is in. */
  open(circle: ScriptedCircle, status: Partial<CircleStatus> = {}): void {
    this.circles.set(circle.id, circle);
    const { id, name } = circle;
    this.statuses.set(id, { circle: id, name, public: false, membership: 'member', relays: [], ops: 1, members: 1, unsent: 0, peers: [], photosMissing: 0, forks: 0, ...status });
    this.tell();
  }

  change(circle: CircleId, part: Partial<CircleStatus>): void {
    const status = this.statuses.get(circle);
    if (status === undefined) throw new Error('no such circle');
    this.statuses.set(circle, { ...status, ...part });
    this.tell();
  }

  status(): HostStatus {
    const identity = this.me === undefined ? null : { account: this.me.account, device: this.me.device, name: this.me.name };
    return { version: '0.1.0', identity, circles: [...this.statuses.values()], storage: this.storage };
  }

  tell(): void {
    this.#send({ type: 'status', status: this.status() });
  }

  /** Sends what has changed in a circle that the window watches. */
  feed(id: CircleId, reset = false): void {
    const circle = this.circles.get(id);
    const document = this.#watched.get(id);
    if (circle === undefined || document === undefined) return;
    this.#send({ type: 'replica', circle: id, document, reset, complete: true, update: encodeStateAsUpdate(circle.doc) });
  }

  #send(message: HostMessage): void {
    this.#pipe?.send(encodeCbor(message));
  }

  async #take(message: WindowMessage): Promise<void> {
    if (message.type === 'watch') {
      this.watches.push(message);
      this.#watched.set(message.circle, 'first');
      this.feed(message.circle, message.document !== 'first');
    }
    if (message.type !== 'call') return;
    this.calls.push({ command: message.command, params: message.params });
    const refusal = this.refusals.get(message.command);
    const answer = this.answers.get(message.command);
    const valid = v.safeParse(commandSchemas[message.command], message.params);
    if (!valid.success) this.#send({ type: 'refusal', id: message.id, error: { type: 'bad-input', message: valid.issues[0].message } });
    else if (refusal !== undefined) this.#send({ type: 'refusal', id: message.id, error: refusal });
    else if (answer !== undefined) {
      if (answer !== null) this.#send({ type: 'reply', id: message.id, result: answer.result });
    } else {
      const result = await this.#run(message.command, message.params);
      if (result !== undefined) this.#send({ type: 'reply', id: message.id, result });
    }
  }

  async #run(command: CommandName, params: unknown): Promise<unknown> {
    const me = this.me;
    switch (command) {
      case 'status':
        return this.status();
      case 'getDraft':
        return this.drafts.get((params as Params<'getDraft'>).key) ?? null;
      case 'putDraft': {
        const { key, draft } = params as Params<'putDraft'>;
        this.drafts.set(key, draft);
        return null;
      }
      case 'removeDraft':
        this.drafts.delete((params as Params<'removeDraft'>).key);
        return null;
      case 'getBlob':
        return this.blobs.get((params as Params<'getBlob'>).hash as BlobHash) ?? null;
      case 'putPhoto': {
        const { photo, thumb } = params as { photo: Uint8Array; thumb: Uint8Array };
        const hashes = { hash: hashId<BlobHash>(photo.join(',')), thumb: hashId<BlobHash>(thumb.join(',')) };
        this.blobs.set(hashes.hash, photo).set(hashes.thumb, thumb);
        return hashes;
      }
      case 'leaveWaiting':
        this.statuses.delete((params as Params<'leaveWaiting'>).circle as CircleId);
        this.tell();
        return null;
      case 'createInvitation':
        return { invitation: hashId('invitation'), link: `huan://join/${'p2NjaXJjbGVz'.repeat(18)}` };
      case 'digest':
        return { ops: 412, heads: hashId('heads'), state: hashId('state') };
      case 'setRelays': {
        const { circle, relays } = params as Params<'setRelays'>;
        this.change(circle as CircleId, { relays });
        return null;
      }
      case 'createAccount': {
        const { name } = params as Params<'createAccount'>;
        this.me = person(name);
        this.tell();
        return { ...this.me, phrase: PHRASE };
      }
      case 'createCircle': {
        if (me === undefined) throw new Error('no account');
        const input = params as { name: string; public: boolean; relays: string[] };
        const circle = new ScriptedCircle(input.name, me, input.public);
        this.open(circle, { relays: input.relays, public: input.public });
        return { circle: circle.id };
      }
      default:
        if (me === undefined) throw new Error('no account');
        return this.#change(me, command, params);
    }
  }

  #change(me: Person, command: CommandName, params: unknown): unknown {
    const { circle: id } = params as { circle: CircleId };
    const circle = this.circles.get(id);
    // Of a circle that is not fed yet, nothing is known yet either.
    if (circle === undefined) return undefined;
    if (command === 'leaveCircle') {
      this.change(id, { membership: 'left' });
      return { op: hashId('leave') };
    }
    const told = this.people(id).run(me, command, params);
    if (told !== undefined) {
      if ('op' in (told as object)) this.tell();
      return told;
    }
    if (command === 'postListing') {
      const listing = circle.post(me, (params as { listing: Parameters<ScriptedCircle['post']>[1] }).listing);
      this.feed(id);
      return { listing, op: listing };
    }
    if (command === 'reviseListing') {
      const { id: listing, listing: input } = params as { id: Parameters<ScriptedCircle['revise']>[1]; listing: Parameters<ScriptedCircle['revise']>[2] };
      circle.revise(me, listing, input);
      this.feed(id);
      return { op: listing };
    }
    if (command === 'setListingState') {
      const { id: listing, state } = params as { id: Parameters<ScriptedCircle['setState']>[1]; state: Parameters<ScriptedCircle['setState']>[2] };
      circle.setState(me, listing, state);
      this.feed(id);
      return { op: listing, state };
    }
    throw new Error(`not in this script: ${command}`);
  }
}
