/**
 * What the oracle leaves out, as rows: whose signature of a quorum's act holds, what is told of what is known beside the ops, which right
 * to name, how a device stands, what the gate has room for, and two devices of one clientID.
 */
import type { Case } from '../../support/attacks/case.ts';
import { actCases } from './act-cases.ts';
import { clashCases } from './clash-cases.ts';
import { rightCases } from './right-cases.ts';
import { roomCases } from './room-cases.ts';

export const authorityCases: readonly Case[] = [...actCases, ...rightCases, ...roomCases, ...clashCases];
