/** What residents report, one category each, so that two of one building are two matters. */
export const reports: readonly ((building: number) => string)[] = [
  (building) => `${building}号楼1单元电梯坏了,停在一楼不动,按键没反应,麻烦派人来修`,
  (building) => `${building}号楼2单元楼道灯坏了好几天,晚上一片漆黑,请物业修一下`,
  (building) => `${building}号楼门口垃圾桶满溢没人收,臭得很,请安排清运`,
  (building) => `${building}号楼前面下水道堵了,污水倒灌出来,请疏通`,
  (building) => `${building}号楼楼顶防水坏了,一下雨顶楼就漏水,请来维修`,
  (building) => `${building}号楼旁边的井盖破了个大坑,小孩差点绊倒,请尽快处理`,
  (building) => `${building}号楼前那棵大树枯枝快断了,请绿化来修剪`,
  (building) => `${building}号楼今天又停水了,一滴水都没有,什么时候来水`,
];

/** What is nobody's business but the neighbours'. */
export const smallTalk: readonly string[] = [
  "早上好,平安是福",
  "今天天气真好,出去走走",
  "哈哈哈哈笑死我了",
  "谁家的猫跑到花园里晒太阳,好可爱",
  "收到,谢谢",
  "周末有人一起打羽毛球吗",
  "草莓今天特价,接龙走起",
  "孩子的作业写到现在才写完",
  "晚饭吃什么好呢",
  "恭喜恭喜,新婚快乐",
];
