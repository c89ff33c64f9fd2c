const surnames =
  "王马李张刘陈杨赵黄周吴徐孙胡朱林郭何罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧尤严华金戚柳鲍费岑温骆柯翁栾祁聂符庄鞠屈裴阮佘岳俞倪滕殷洪葛凌余于白章施韦鲁苗纪卓庞樊霍穆路单仇甄蓝景关包闵褚卫蒲鄢";
/** Surnames that begin ordinary words: only after a cue is what follows a name. */
const wordySurnames = "方石江万易常武文华金毛任严费龙高田钱汤康雷何段程于白路单关包卫景蓝";
const plainSurnames = [...surnames].filter((sign) => !wordySurnames.includes(sign)).join("");
const givenNames =
  "建国永康素芬子睿朵然伟芳娜敏静丽强磊洋艳勇军杰娟涛超明霞秀刚平辉玲桂英兰玉萍红梅琴云莲珍雪荣爱妹凤洁琳蓉琼勤瑞凡佳嘉雯芝晨晓欣怡雅婷慧巧倩妍茜悦彤梦琪宇轩浩博文泽昊俊豪志鹏峰亮宏刘斌彬波宁贵福生龙元全国胜学祥才发武新利清飞富顺信昌成光达安岩中茂林坚彪诚先敬震振壮思群心邦承乐绍功松善厚庆友裕河哲江宝根银金德仁义礼智淑惠月春夏秋冬阳鑫海山水川岚若汐诗涵梓萱馨诺奕辰铭航翔卫东民锋树华家正良世华健华坤艺钰润桐熙恩仲伯叔季维启章启泰钧柏栋梁森淼焱彩玥璐瑶瑾瑜琦珊珠菊竹茹荷菲萌葵蕾薇香燕莺鹤媛媚娇婉婕嫣远冬仪源凌锐骏凯翠嵩兴旺佩碧爽蔚颖滢楠帆骁语欢乔奇钢铮栩帅威毅恒朝翰墨立冠耀灿煜焕鸿沐晗霖露朗媚恺钊斐烨苒菁蓓莎莺芹芙蕙馥姗妮姝姣娣娥莉茵芮芷苓莹蔓虹瑛珂琰瑄璇玮璟琨琛炜炳炎灵烁煊培垚坡埔圣奎尧岳峻岭崇帮庚延弘彦彪征彰徽怀恺惟愉憬懿振挺捷政敬旭昕晖晋曦朴杭枫格棋棠榕樟泓泰洲浩淳渊湘源滔潇濠煦熹玄申甫畅皓盈盛睿硕祖祯禄禹秉科稳竣笛筠纪纯纲绮缘罡羽耘聪胤臻舒航艾若荟荻蓝衡裕言诗誉译谦谨贞赫超越轶辉逸遥遵郁野钦铠铎锦镇长闻雁雄雯霄靖韬韵颂颜飒骐骥鲁麒麟黎默花根发英彪弟招";
/** What a surname and a given name may spell by chance. */
export const notGiven =
  /国家|国际|国庆|家庄|文明|安全|平安|和平|天天|水电|生活|发生|有人|会有|可是|一样|有可|成功|学生|学会|思想|心思|中国|中山|春天|夏天|秋天|冬天|月亮|阳光|金华|海鲜|海燕|香菜|新春|正月|先生|天气|有福|飞机|金银|宝宝|明天|红红|生龙|可乐|建成|宁可|光明|一有|清明|莲蓉|海洋|金红|格子|学科|渊源|立新闻|云朵|中生/;

/**
 * A surname and a given name. Each row begins with what a name must begin with: it costs less to look for than the words that may
 * stand before.
 */
export const fullName = new RegExp(
  [
    // 我叫刘建邦, 联系人:陈永康, 2栋刘建邦: a cue, then a name of two or three.
    `(?=[${surnames}高][${givenNames}]{2})(?<=(?:我叫|名叫|叫做|本名|真名|姓名|大名|联系人|收件人|收货人|户主|经办人|负责人|督查员|检查员|房东|租客|车主|狗主|当事人|法人|患者|病人|考生|学生|同学|老板|店主|就是|(?<!不|还|也|都|只|要|可|但|总|先|于)是|(?<![给跟和替帮对让])我|[栋楼座]的?|单元的?)(?:就?是|叫|为)?[::\\s]{0,2})[${surnames}高][${givenNames}]{2}(?![${givenNames}]?(?:小区|路|街|社区|小学|中学|医院|超市))`,
    `(?=[${surnames}高][\\u4e00-\\u9fff])(?<=(?:我叫|名叫|叫做|姓名|联系人|收件人|收货人|户主)(?:就?是|为)?[::\\s]{0,2})[${surnames}高][\\u4e00-\\u9fff]{1,2}(?=$|[\\s,,。!;;、(（的]|\\d|电话|手机|先生|女士)`,
    // A name in full, wherever it stands.
    `(?<![谢点分小时一几两])[${plainSurnames}](?!(?:${notGiven.source}))[小${givenNames}][${givenNames}](?=$|[\\s,,。!?;;、::((）)“”"'@的在是说住跟和把被也有来去开从你我他她家就那让问要没都又还给叫帮]|先生|女士|老师|电话|身份证|\\d)`,
    // The same of a surname that begins ordinary words: after what is said of people.
    `(?=[${wordySurnames}][小${givenNames}])(?<=^|[\\s,,。!?;;、::(（@]|找|听|问|叫|楼[上下]|隔壁|对门|昨天|今天|跟|和)[${wordySurnames}](?!(?:${notGiven.source}))[小${givenNames}][${givenNames}](?=$|[\\s,,。!?的说在家就]|也来|先生|女士|老师|电话)`,
  ].join("|"),
  "g",
);

/** 总 and 工 begin as many words as they end: 机关总工会, 施工, 戴工作牌. Of these surnames only what begins a phrase is a person. */
const bossSurnames = [...plainSurnames].filter((sign) => !"施戴温".includes(sign)).join("");

/** How people are called to their face: 王姐, 李师傅, 老张, 张工. */
export const addressForm = new RegExp(
  `[${surnames}高马](?:某某?|先生|女士|小姐|太太|阿姨|叔叔|大爷|大妈|大姐|大哥|师傅|老师|医生|律师|奶奶|爷爷|婆婆|伯伯|阿伯|姐(?!妹)|哥|叔|姨|伯|婶|嫂)(?![A-Za-z0-9])|(?:[${bossSurnames}马]|(?<![\\u4e00-\\u9fff])(?!施工)[${wordySurnames}高施])(?:总(?![是会算要得在不有共结理之觉能爱])|工(?![作程人地具资期业会厂头商]))(?![A-Za-z0-9])|(?<![\\u4e00-\\u9fff])(?:老|小|阿)[${surnames}](?=$|[\\s,,。!?、的在说家你我])`,
  "g",
);
