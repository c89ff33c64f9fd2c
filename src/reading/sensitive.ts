import type { ChatMessage } from "../domain/chat.ts";
import { readEmergency } from "../domain/emergency.ts";
import { findPersonalData, findSensitiveFacts } from "../domain/redaction.ts";

/** Harm done by, or said of, somebody who can be told from the words. */
const accuses =
  /咬|打[人了我他她孩老]|骂|偷|骗|塞(?:烟|钱|红包)|贿|收(?:了)?.{0,3}(?:钱|好处)|打点|赌|麻将房|抽水|嫖|吸毒|猥亵|骚扰|偷拍|跟踪|尾随|家暴|虐待|恐吓|威胁|冒充|强卖|不要脸|缺德|报复|故意|空壳|包庇|黑心|霸占|动手|砸我/;
const aboutMind =
  /抑郁|精神(?:病|失常|有问题|不正常|分裂)|疯[了子癫]|躁郁|轻生|自杀|想不开|不想活|割腕|跳楼|自残|老年痴呆|神志不清|幻听|被害/;
const minorHarmed =
  /(?:孩子|小孩|娃|学生|女儿|儿子|小朋友|细路|囡囡|闺女|未成年|小学生|初中生).{0,16}(?:打(?!发|车|针|电话|扫|包|算|开|游|的|招|盹|卡|折|工|架子)|骂|虐|猥亵|骚扰|摸|欺负|霸凌|关在|没人管|没人看|独自|饿|哭(?:一|整|了)[夜晚天]|伤痕|青一块)/;
const homeViolence =
  /家暴|(?:打|揍|扇|掐|踹)(?:老婆|媳妇|老公|孩子|娃|老人|老太|他妈|她妈|女的)|女人?.{0,6}(?:哭喊|喊救命|惨叫)/;
/** Another's door, named: 1603那只, 楼上902, 302那家. */
const namedDoor =
  /\d{3,4}(?:室|号|那|的|家|户)?(?:那)?(?:家|户|只|条|个|男|女|住户|业主|租客|人|老|小|狗|犬|柯基|泰迪|金毛|哈士奇|比熊|拉布拉多)/;
/** Another, by door and by what they are called: 2301老郑, 2-1-1305丁家的. Who says so of himself is not meant. */
const namedAtDoor =
  /(?<!我是|我家|我家是|本人|我)\d{3,4}(?:室|号|的)?(?:[老小阿](?![孩区朋店卖时人太板师头公婆奶姨伯嫂])[\u4e00-\u9fff]|(?![那这一我你他楼住人大咱自两几邻])[\u4e00-\u9fff]家的)/;
/** Another, as neighbours call them, and something they are said to have done. */
const namedNeighbour =
  /(?:怀疑|肯定是|就是|是不是|明明|故意|又是)[^,。!?\s]{0,4}(?:[老小阿][\u4e00-\u9fff]|[\u4e00-\u9fff](?:哥|姐|叔|姨|总|某))|[老小][\u4e00-\u9fff](?:前天|昨天|昨晚|那家|他家|一家|又|天天)[\s\S]{0,40}(?:怀疑|故意|偷|砸|骂|打人|占|骗)/;

/** Says whether a report may only be spoken of with staff: a neighbour who can be told, violence, illness of mind, a child, self-harm. */
export function isSensitive(messages: readonly ChatMessage[]): boolean {
  const text = messages.map((message) => message.text).join("\n");
  if (aboutMind.test(text) || homeViolence.test(text) || minorHarmed.test(text)) return true;
  if (messages.some((message) => readEmergency(message.text) === "suicide")) return true;
  const names = findPersonalData(text, { addressForms: false }).some((found) => found.class === "name");
  if (names) return true;
  if (namedNeighbour.test(text) || namedAtDoor.test(text)) return true;
  if (findSensitiveFacts(text).some((found) => found.class === "minor")) return accuses.test(text);
  return accuses.test(text) && namedDoor.test(text);
}
