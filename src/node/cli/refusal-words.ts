/** Why a host did not carry a command out, as a sentence for a person: what happened, and what to do next. */
import { CONTROL_LIMITS } from '../../core/circle/control-bodies.ts';
import type { CommandError, CommandErrorType } from '../../core/commands.ts';
import { LISTING_KINDS, LISTING_LIMITS } from '../../core/market/listing.ts';
import type { Text } from './command.ts';
import { inLanguage } from './words.ts';

const REFUSALS: Record<Exclude<CommandErrorType, 'bad-input' | 'internal'>, Text> = {
  'no-account': { en: 'There is no account on this home yet. Make one with huan id init --name NAME.', zh: '这个数据文件夹里还没有账户。请用 huan id init --name NAME 创建。' },
  'account-exists': { en: 'This home already has an account; it is untouched. Choose another home with --home.', zh: '这个数据文件夹已经有账户了，它没有变动。可用 --home 换一个文件夹。' },
  'bad-phrase': { en: 'These twelve words don’t belong together, or are another account’s. Nothing was changed; check their spelling and order.', zh: '这十二个词对不上，或属于另一个账户。什么都没有改变；请检查拼写和顺序。' },
  'bad-link': { en: 'This invitation link is damaged, or a part of it is missing. Copy the whole link again, or ask for a new one.', zh: '这个邀请链接已损坏或缺了一部分。请重新复制完整链接，或再要一个。' },
  'newer-link': { en: 'This invitation was made by a newer Huan. Update this one; the link stays good.', zh: '这个邀请来自更新版本的 Huan。请更新这台电脑上的程序，链接仍然有效。' },
  'unknown-circle': { en: 'This circle isn’t on this computer. See huan circle list.', zh: '这台电脑上没有这个圈子。请看 huan circle list。' },
  'unknown-listing': { en: 'This listing isn’t here. See huan listing list CIRCLE.', zh: '这里没有这件物品。请看 huan listing list CIRCLE。' },
  'not-owner': { en: 'Only whoever posted a listing can change it. Nothing was changed.', zh: '只有发布者可以修改物品。什么都没有改变。' },
  'not-member': { en: 'You have not been let into this circle yet. Start Huan and stay until someone of the circle is reached.', zh: '你还没有被圈子接纳。请启动 Huan，等联系上圈子里的人。' },
  'bad-state': { en: 'The listing is in that state already. Nothing was changed.', zh: '这件物品已经是这个状态了。什么都没有改变。' },
  'bad-photo': { en: 'A photo can’t be taken. Nothing was changed; give another one.', zh: '有照片无法使用。什么都没有改变；请换一张。' },
  quota: { en: 'That is more than this circle’s rules allow. Withdraw something older, or ask an organizer.', zh: '超出了圈子规则允许的数量。可以先撤回较早的物品，或问问组织者。' },
  'sample-circle': { en: 'This is a sample circle: it is on this computer only and can’t be shared. Make one of your own with huan circle create --name NAME.', zh: '这是示例圈子，只在这台电脑上，不能分享。请用 huan circle create --name NAME 建一个自己的圈子。' },
  'unknown-member': { en: 'This person isn’t in the circle. Nothing was changed; see huan circle members CIRCLE.', zh: '这个人不在圈子里。什么都没有改变；请看 huan circle members CIRCLE。' },
  'unknown-invitation': { en: 'This invitation isn’t known here. Nothing was changed; see huan circle invitations CIRCLE.', zh: '这里没有这个邀请。什么都没有改变；请看 huan circle invitations CIRCLE。' },
  'not-allowed': { en: 'The circle’s rules don’t give you the right to do that. Nothing was changed; ask an organizer, see huan circle members CIRCLE.', zh: '圈子的规则没有给你这个权限。什么都没有改变；请找组织者，见 huan circle members CIRCLE。' },
  removed: { en: 'You are no longer in this circle. Nothing was written; what is here stays readable.', zh: '你已不在这个圈子里。什么都没有写入；这里的内容仍可以看。' },
  'older-copy': { en: 'Another copy of this home was used, so nothing can be written here. Go on in the other one; or make this one a new device with huan id renew --phrase -.', zh: '这个数据文件夹的另一份副本被使用过，所以这里不能写。请用另一份；或用 huan id renew --phrase - 让这一份成为新设备。' },
  'bad-bundle': { en: 'This file is damaged, or Huan didn’t make it. Nothing was changed; copy it again from where it came.', zh: '这个文件已损坏，或者不是 Huan 保存的。什么都没有改变；请从原处再复制一次。' },
  'newer-bundle': { en: 'This file was made by a newer Huan. Nothing was changed; update this one, the file stays good.', zh: '这个文件来自更新版本的 Huan。什么都没有改变；请更新这台电脑上的程序，文件仍然有效。' },
  'foreign-bundle': { en: 'This file is of a circle that isn’t on this computer. Nothing was changed; join by the circle’s link first.', zh: '这个文件属于一个不在这台电脑上的圈子。什么都没有改变；请先用链接加入那个圈子。' },
  'sealed-bundle': { en: 'This file was made before you were let in. Nothing was changed; export your own, give it to a member, and ask for a new one.', zh: '这个文件是在你被接纳之前保存的。什么都没有改变；请导出你自己的文件交给一位成员，再要一份新的。' },
  'unknown-transfer': { en: 'That took too long and was given up. Nothing is lost; run the command again.', zh: '时间太久，已经放弃。什么都没有丢；请再运行一次。' },
  'disk-full': { en: 'The disk is full. What was saved before is safe; make some room and try again.', zh: '磁盘已满。之前保存的都安全；请腾出空间再试。' },
  'read-only': { en: 'This home can’t be written to. What was saved before is safe; check who may write there.', zh: '这个数据文件夹无法写入。之前保存的都安全；请检查写入权限。' },
  'storage-failed': { en: 'Saving failed. What was saved before is safe; check the disk and try again.', zh: '保存失败。之前保存的都安全；请检查磁盘再试。' },
};

const FIELDS: Readonly<Record<string, Text>> = {
  name: { en: 'a name has 1 to 60 characters', zh: '名称需要 1 到 60 个字' },
  uses: { en: 'it is a whole number from 1 to 10000', zh: '需要 1 到 10000 的整数' },
  relays: { en: 'there are at most 8 relays, each an address that begins with ws:// or wss://', zh: '最多 8 个中继，地址以 ws:// 或 wss:// 开头' },
  kind: { en: `the kind is one of ${LISTING_KINDS.join(', ')}`, zh: `类型只能是 ${LISTING_KINDS.join('、')} 之一` },
  title: { en: `a title has 1 to ${LISTING_LIMITS.title} characters, and something to see`, zh: `标题需要 1 到 ${LISTING_LIMITS.title} 个字，且要看得见` },
  text: { en: `a text has at most ${LISTING_LIMITS.text} characters`, zh: `描述最多 ${LISTING_LIMITS.text} 个字` },
  price: { en: 'a price is an amount from 0 and a currency of three letters', zh: '价格需要 0 以上的金额和三个字母的货币' },
  want: { en: `it has at most ${LISTING_LIMITS.want} characters`, zh: `最多 ${LISTING_LIMITS.want} 个字` },
  area: { en: `an area has at most ${LISTING_LIMITS.area} characters`, zh: `地区最多 ${LISTING_LIMITS.area} 个字` },
  fields: { en: `at most ${LISTING_LIMITS.fields} fields, each with a name of up to ${LISTING_LIMITS.fieldName} characters and a value of up to ${LISTING_LIMITS.fieldValue}, no name twice`, zh: `其他说明最多 ${LISTING_LIMITS.fields} 条，名称最多 ${LISTING_LIMITS.fieldName} 个字，内容最多 ${LISTING_LIMITS.fieldValue} 个字，名称不能重复` },
  photos: { en: `a listing has at most ${LISTING_LIMITS.photos} photos`, zh: `一件物品最多 ${LISTING_LIMITS.photos} 张照片` },
  query: { en: 'it has at most 200 characters', zh: '最多 200 个字' },
  phrase: { en: 'it is twelve words', zh: '需要十二个词' },
  link: { en: 'it is too long', zh: '太长了' },
  reason: { en: `a reason has 1 to ${CONTROL_LIMITS.reason} characters`, zh: `理由需要 1 到 ${CONTROL_LIMITS.reason} 个字` },
  friends: { en: `there are at most ${CONTROL_LIMITS.quorum - 1} of them`, zh: `最多 ${CONTROL_LIMITS.quorum - 1} 位` },
};

/** What is wrong with a field, without a full stop. `detail` is the host's own, for fields without words. */
export function describeField(field: string | undefined, detail: string): string {
  const [name] = (field ?? '').replace(/^(listing|deed)\./, '').split('.');
  const text = FIELDS[name ?? ''];
  return text === undefined ? detail.replace(/\.$/, '') : inLanguage(text);
}

export function describeRefusal({ type, message, field }: CommandError): string {
  if (type === 'bad-input') return inLanguage({ en: `This can’t be: ${describeField(field, message)}.`, zh: `不能这样填：${describeField(field, message)}。` });
  if (type === 'internal') return inLanguage({ en: 'Something in Huan went wrong. What was saved before is safe; try again.', zh: 'Huan 出了问题。之前保存的都安全；请再试一次。' });
  const text: Text | undefined = REFUSALS[type];
  return text === undefined ? message : inLanguage(text);
}
