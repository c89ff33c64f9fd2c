import type { ErrorCode } from "../errors/catalogue.ts";

/** What the API refused, told to the person at the screen: what happened, and what to do. */
export interface ErrorText {
  readonly what: string;
  readonly todo: string;
}

/** Every refusal of the API, in Chinese. */
export const refusalsZh: Readonly<Record<ErrorCode | "OFFLINE", ErrorText>> = {
  OFFLINE: { what: "连不上邻里。", todo: "看看网络；恢复后会自动刷新，没交上的请再按一次。" },
  CONFIG_INVALID: { what: "配置有误。", todo: "请运行邻里的人按日志改好配置再启动。" },
  DATA_FOLDER_HELD: { what: "数据正被另一个邻里使用。", todo: "请先停掉另一个。" },
  DATABASE_UNAVAILABLE: { what: "数据库暂时不应答。", todo: "稍后再试；已收到的消息不会丢。" },
  MIGRATION_FAILED: { what: "数据库升级没有成功。", todo: "请把日志交给运行邻里的人。" },
  BACKUP_UNFIT: { what: "这份备份不能恢复到这里。", todo: "请用写下它的那个版本，恢复到一个空的数据库。" },
  PLATFORM_UNAVAILABLE: { what: "聊天平台暂时不通。", todo: "会自动重试；久不恢复请看「状态」页。" },
  READER_UNAVAILABLE: { what: "语言模型暂时不应答。", todo: "本地判读照常工作，请核对标着「离线判断」的草稿。" },
  PROMPT_INVALID: { what: "提示词文件有误。", todo: "请运行邻里的人按日志修改。" },
  TICKET_NOT_FOUND: { what: "你的辖区里没有这张工单。", todo: "核对编号；属于别的辖区的，请找那边的同事。" },
  TICKET_EVENT_REFUSED: { what: "这张工单现在不能这样办。", todo: "已换成最新状态，可能同事刚处理过，请再看一眼。" },
  UNDO_TOO_LATE: {
    what: "已经来不及撤销：过了十秒，或这张工单又有了新变化。",
    todo: "请打开工单，从现在的状态往下办。",
  },
  TICKET_REMARK_REFUSED: { what: "现在不能这样说。", todo: "已换成最新状态，可能同事刚处理过，请再看一眼。" },
  TICKET_STALE: { what: "这张工单刚被别人改过。", todo: "已换成最新内容，请看过再决定。" },
  TICKET_CODE_TAKEN: { what: "新工单的编号和本群另一张重了。", todo: "会自动换一个编号重试，请稍后再看。" },
  PERSON_ERASED: { what: "这位居民的记录已经删除过了。", todo: "不用再做什么；审计里有谁在什么时候删的。" },
  PERSON_IS_STAFF: { what: "报事的账号是工作人员的。", todo: "请先在「人员」里停用这位同事，再来删除。" },
  ARTICLE_NOT_FOUND: { what: "你的辖区里没有这个条目。", todo: "刷新列表再看；属于别的辖区的，请找那边的同事。" },
  ARTICLE_EVENT_REFUSED: { what: "这个条目现在不能这样办。", todo: "已换成最新状态，可能同事刚处理过，请再看一眼。" },
  ARTICLE_OWN_WORDS: { what: "最新这一版是你自己写的。", todo: "请另一位有发布权限的同事看过后发布。" },
  PROMPT_OWN_WORDS: { what: "这一版提示词是你自己写的。", todo: "请另一位管理员看过后发布。" },
  PROMPT_EVENT_REFUSED: {
    what: "这一版现在不能这样办。",
    todo: "已换成最新状态，可能同事刚处理过；只能回到用过的版本。",
  },
  EXAM_NOT_PASSED: { what: "考试没有通过：有的题比现在用的做得差。", todo: "逐题看过、改好再试；现在用的照旧。" },
  EXAM_NEEDED: { what: "还没有对照现在用的这一版考过。", todo: "先开始考试，通过后再发布。" },
  EXAM_NEEDS_MODEL: {
    what: "没有配置语言模型，提示词无从考起。",
    todo: "请运行邻里的人配置 ANTHROPIC_API_KEY；在那之前不能发布。",
  },
  ARTICLE_STALE: { what: "这个条目刚被别人改过。", todo: "你的文字还在页面上：先复制下来，再刷新看差异后保存。" },
  NOT_ALLOWED: { what: "你的岗位不能这样办。", todo: "请找本辖区的管理员。" },
  NOT_SIGNED_IN: { what: "还没有登录，或登录已过期。", todo: "请用账号密码，或管理员给的一次性链接登录。" },
  SIGN_IN_REFUSED: {
    what: "账号、密码或验证码不对。",
    todo: "请逐项核对，手机时间也要准；还不行，请管理员给一条一次性链接。",
  },
  SECOND_FACTOR_NEEDED: { what: "还需要验证码。", todo: "请输入身份验证器里的六位数字，或一个恢复码。" },
  PROOF_NEEDED: {
    what: "这一步要先确认是你本人。",
    todo: "请输入密码或验证码；还没有密码的，请用新的一次性链接重新登录。",
  },
  PASSWORD_REFUSED: {
    what: "这个密码不能用。",
    todo: "至少十二个字符，别用常见的词和自己的名字；四个不相干的词就很好。",
  },
  ACCOUNT_TAKEN: { what: "这个账号名已有人用。", todo: "请换一个。" },
  SIGN_IN_LINK_INVALID: {
    what: "这条登录链接用过了、过期了，或者不对。",
    todo: "请管理员再给一条；本机试用的，重新启动邻里会打印一条新的。",
  },
  BUTTON_INVALID: { what: "这个按钮不能再用。", todo: "请重新打开工单。" },
  GROUP_NOT_FOUND: { what: "你的辖区里没有这个群。", todo: "刷新列表再看。" },
  TURN_STALE: { what: "这个群刚被读过。", todo: "不用做什么，下一轮会接着读。" },
  EGRESS_REFUSED: { what: "这条话没有发出，被发送前检查拦下了。", todo: "到「待办」里看原因。" },
  POST_NOT_FOUND: { what: "这条消息已不在待办里。", todo: "刷新列表，可能同事已处理。" },
  POST_TAKEN: { what: "同事正在转发这一条。", todo: "请先别发；十分钟后群里还没有，再点一次「复制」。" },
  AREA_TAKEN: { what: "已经有这个名字的区域。", todo: "换个名字，或修改原来那一个。" },
  AREA_IN_USE: {
    what: "这个区域还有东西属于它。",
    todo: "可以改名；要删除，先把群、人员、处置方移走，有过工单的不能删。",
  },
  PARTY_IN_USE: { what: "这个处置方有工单或人员。", todo: "可以改名或改服务区域，不能删除。" },
  INPUT_INVALID: { what: "填写的内容不合要求。", todo: "请核对后再提交。" },
  NOT_FOUND: { what: "没有这个页面或内容。", todo: "请从左侧菜单重新进入。" },
  TOO_MANY_REQUESTS: { what: "操作太快了。", todo: "稍等几秒再试。" },
  ESTATE_INVALID: { what: "小区资料文件有误。", todo: "请运行邻里的人按提示改好文件再导入。" },
  INTERNAL: { what: "出了没料到的问题。", todo: "再试一次；还不行，请把页面上的编号告诉运行邻里的人。" },
};
