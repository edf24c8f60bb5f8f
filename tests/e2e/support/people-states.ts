/**
 * What a circle decides, in every state it can be in, as a table that is one walk through a circle in which a lot was decided. To add a
 * state, add a row.
 */
import { afterRefusal, button, cardOf, goTo, script, seeText, type Stage, type State } from './state-tools.ts';

const dialogButton = ({ page, say }: Stage, key: string) => page.getByRole('dialog').getByRole('button', { name: say(key), exact: true });
const close = async ({ page }: Stage): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
};

export const IN_A_LIVELY_CIRCLE: readonly State[] = [
  {
    name: 'members, with who is gone, and what waits',
    async show(stage) {
      await cardOf(stage.page, 'Olympus OM-1').waitFor();
      await goTo(stage.page, 'cameras', '/people');
      await stage.page.locator('main summary').first().click();
      await seeText(stage, 'standing_removed');
      await seeText(stage, 'proposals_waiting');
    },
  },
  {
    name: 'a member, and what one may do',
    async show(stage) {
      await stage.page.locator('main li').filter({ hasText: 'Jonas' }).getByRole('button').click();
      await seeText(stage, 'role_moderator_hint');
    },
  },
  {
    name: 'what a removal takes back, and the removal refused',
    async show(stage) {
      await dialogButton(stage, 'remove_member').click();
      await stage.page.locator('#keep-nothing').getByText('Samir').waitFor();
      await afterRefusal('removeMember', 'not-allowed', 'error_not_allowed', 'remove_member')(stage);
    },
  },
  {
    name: 'invitations',
    async show(stage) {
      await close(stage);
      await goTo(stage.page, 'cameras', '/people/invitations');
      await seeText(stage, 'invitation_void');
    },
  },
  {
    name: 'an invitation, to be ended',
    async show(stage) {
      await stage.page.locator('main li button').first().click();
      await seeText(stage, 'revoke_text');
    },
  },
  {
    name: 'inviting with a role, for too many',
    async show(stage) {
      await close(stage);
      await button(stage, 'invite').click();
      await stage.page.getByLabel(stage.say('invite_role')).selectOption('greeter');
      await stage.page.getByLabel(stage.say('invite_uses')).fill('99999');
      await dialogButton(stage, 'invite_make').click();
      await stage.page.locator('[aria-invalid="true"]').waitFor();
    },
  },
  {
    name: 'rules, with a version before, and who can step in',
    async show(stage) {
      await close(stage);
      await goTo(stage.page, 'cameras', '/people/rules');
      for (const summary of ['main details > summary', 'main details details > summary']) await stage.page.locator(summary).first().click();
      await seeText(stage, 'rules_greet_all');
      await stage.page.locator('#quorum article button').waitFor();
    },
  },
  {
    name: 'changing the rules, with much that is wrong',
    async show(stage) {
      await button(stage, 'rules_change').click();
      await stage.page.locator('main form:not([inert])').waitFor();
      await button(stage, 'clause_add').click();
      await stage.page.getByLabel(stage.say('quota_ops')).fill('many');
      await stage.page.getByLabel(stage.say('quota_megabytes')).fill('');
      await button(stage, 'rules_save').click();
      await stage.page.locator('[aria-invalid="true"]').nth(2).waitFor();
    },
  },
  {
    name: 'proposing a removal',
    async show(stage) {
      await button(stage, 'propose').click();
      await stage.page.locator('dialog input[value="remove"]').check();
      await dialogButton(stage, 'propose_and_sign').click();
      await seeText(stage, 'propose_whom_missing');
    },
  },
  {
    name: 'proposing other stand-ins',
    async show(stage) {
      await stage.page.locator('dialog input[value="quorum"]').check();
      await seeText(stage, 'quorum_k_hint');
    },
  },
  {
    name: 'decisions, and two histories to choose from',
    async show(stage) {
      await close(stage);
      await script(stage.page, ({ host }, { cameras }) => host.change(cameras as never, { forks: 1 }));
      await goTo(stage.page, 'cameras', '/people/decisions');
      await seeText(stage, 'decision_idle_why');
      await seeText(stage, 'fork_choose');
    },
  },
  {
    name: 'leaving',
    async show(stage) {
      await goTo(stage.page, 'cameras', '/people');
      await button(stage, 'leave_circle').click();
      await seeText(stage, 'leave_founder');
    },
  },
  {
    name: 'a market, removed, with things of who is no longer a member',
    async show(stage) {
      await close(stage);
      await script(stage.page, ({ host }, { cameras }) => host.change(cameras as never, { membership: 'removed', forks: 0 }));
      await goTo(stage.page, 'cameras');
      await seeText(stage, 'out_removed_text');
      await cardOf(stage.page, 'كاميرا قديمة').getByText(stage.say('no_longer_member')).waitFor();
    },
  },
  {
    name: 'writing, left',
    async show(stage) {
      await script(stage.page, ({ host }, { cameras }) => host.change(cameras as never, { membership: 'left' }));
      await goTo(stage.page, 'cameras', '/new');
      await seeText(stage, 'out_no_posting');
    },
  },
];
