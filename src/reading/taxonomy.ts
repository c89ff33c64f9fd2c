import type { Category, PartyKind } from "../domain/taxonomy.ts";

const inHand = (firstAnswerHours: number, resolveHours: number) => ({ firstAnswerHours, resolveHours });

/** Property where there is one; the community office where an estate has none; both sit at the table in a mixed one. */
const propertyFirst: Category["party"] = { default: "property", none: "community", self_built: "committee" };
const utilityFirst: Category["party"] = { default: "property", none: "utility", self_built: "utility" };
const always = (party: PartyKind): Category["party"] => ({ default: party });

/**
 * The 24 categories a deployment starts with. Data, so a community may put its own list in their place:
 * whatever list a window carries is the list a reading is made of.
 */
// biome-ignore format: a table reads in rows
export const defaultTaxonomy: readonly Category[] = [
  {
    code: "elevator", label: "电梯", labelEn: "Lift", party: propertyFirst, sla: inHand(1, 24),
    words: ["电梯", "电体", "电剃", "梯子", "轿厢", "困梯", "停梯", "左梯", "右梯", "货梯", "客梯", "客体", "升降机", "𨋢", "梯门", "厅门", "按键", "楼层屏", "维保", "平层", "溜梯", "下坠", "关人", "五方对讲", "年检"],
  },
  {
    code: "water", label: "供水", labelEn: "Water supply", party: utilityFirst, sla: inHand(4, 24),
    spreads: [["停水", "没水", "没有水", "冇水", "断水", "一滴水"], ["水压", "水小"], ["水黄", "黄水", "黄的", "浑水", "水浑"]],
    words: ["停水", "没水", "冇水", "来水", "未来水", "断水", "水压", "水小", "自来水", "水龙头", "龙头", "水黄", "黄水", "水浑", "浑水", "水质", "二次供水", "水箱", "加压泵", "水泵", "泵房", "总阀", "水表", "水费", "爆管", "水垢", "有异味的水", "放水"],
  },
  {
    code: "power", label: "供电照明", labelEn: "Power and lighting", party: utilityFirst, sla: inHand(4, 24),
    spreads: [["停电", "没电", "没有电", "冇电", "断电"], ["电压"]],
    words: ["停电", "没电", "冇电", "断电", "跳闸", "来电", "供电", "电压", "电表", "配电", "配电箱", "空开", "楼道灯", "楼梯灯", "声控灯", "感应灯", "走廊灯", "灯不亮", "灯坏", "灯泡", "照明", "漏电", "电线", "火花", "短路", "电箱", "黑灯", "等不亮"],
  },
  {
    code: "gas", label: "燃气", labelEn: "Gas", party: { default: "utility", property: "property" }, sla: inHand(1, 8),
    spreads: [["停气", "没气", "没有气", "断气"]],
    words: ["燃气", "煤气", "天然气", "瓦斯", "燃气管", "燃气表", "灶具", "点不着火", "液化气", "煤气罐", "瓶装气", "气味", "停气", "调压箱", "气表", "软管"],
  },
  {
    code: "heating", label: "供暖", labelEn: "Heating", party: utilityFirst, sla: inHand(4, 48),
    spreads: [["停暖", "不热", "冰凉", "没暖气"]],
    words: ["暖气", "供暖", "地暖", "暖气片", "供热", "热力", "回水", "打压", "换热站", "不热", "冰凉", "室温", "暖气管", "放气阀", "分水器", "停暖", "取暖费"],
  },
  {
    code: "drainage", label: "排水堵塞", labelEn: "Drains", party: propertyFirst, sla: inHand(4, 48),
    words: ["下水道", "下水", "堵了", "堵塞", "疏通", "返水", "反水", "倒灌", "反涌", "污水", "沙井", "化粪池", "地漏", "马桶", "积水", "内涝", "雨水井", "排水沟", "水浸", "溢水", "抽水", "粪水", "水淹", "灌水", "淹了", "冒水", "污水井", "油水"],
  },
  {
    code: "leakage", label: "渗漏", labelEn: "Leaks", party: propertyFirst, sla: inHand(8, 72),
    words: ["漏水", "渗水", "渗漏", "滴水", "漏雨", "漏了", "往下滴", "洇", "水渍", "防水", "天花板", "吊顶", "屋面", "屋顶", "外墙渗", "墙皮", "发霉", "霉斑", "鼓包", "起皮", "楼上漏", "水泡", "管井", "水管破", "滴答"],
  },
  {
    code: "roads", label: "道路井盖路灯", labelEn: "Roads, manholes, street lamps", party: { default: "property", none: "department", mixed: "community" }, sla: inHand(4, 72),
    words: ["井盖", "路灯", "街灯", "路面", "坑洼", "大坑", "地砖", "砖松", "路沿石", "坡道", "减速带", "人行道", "沥青", "塌陷", "凹坑", "绊倒", "台阶", "结冰", "盲道", "斑马线", "水泥路", "铁板", "盖板", "护栏", "路牌", "凸面镜", "反光镜", "暗冰"],
  },
  {
    code: "sanitation", label: "环卫保洁", labelEn: "Cleaning and refuse", party: propertyFirst, sla: inHand(8, 48),
    words: ["垃圾", "垃圾桶", "垃圾房", "垃圾屋", "清运", "保洁", "打扫", "卫生", "脏", "臭", "苍蝇", "满溢", "扫地", "楼道脏", "烟头", "建筑垃圾", "装修垃圾", "大件垃圾", "狗屎", "狗粪", "污渍", "小广告", "尿", "厨余", "分类", "异味", "蛆", "泔水", "没人扫", "没人收"],
  },
  {
    code: "greening", label: "绿化", labelEn: "Greenery", party: propertyFirst, sla: inHand(8, 120),
    words: ["树", "树枝", "绿化", "绿化带", "草坪", "花坛", "修剪", "枯枝", "枯树", "倒树", "树倒", "大树", "遮光", "挡光", "树根", "杂草", "灌木", "浇水", "打药", "园林", "毛毛虫", "杨絮", "飘絮", "种菜", "藤"],
  },
  {
    code: "noise", label: "噪音", labelEn: "Noise", party: { default: "property", none: "community", mixed: "community" }, sla: inHand(4, 72),
    spreads: [["打桩", "夜里施工", "半夜施工"], ["广场舞"]],
    words: ["噪音", "噪声", "吵", "扰民", "吵死", "太吵", "睡不着", "瞓唔着", "半夜", "咚咚", "广场舞", "音响", "喇叭", "音箱", "蹦迪", "唱歌", "K歌", "跳绳", "嗡嗡", "轰鸣", "震动", "拖椅子", "划拳", "敲敲打打", "电钻声", "低频", "外机响", "打桩", "夜里施工", "麻将声", "弹琴", "哐当"],
  },
  {
    code: "parking", label: "停车", labelEn: "Parking", party: propertyFirst, sla: inHand(2, 24),
    words: ["停车", "车位", "占车位", "占位", "堵车库", "挪车", "乱停", "违停", "停车费", "道闸", "抬杆", "车库", "地库", "僵尸车", "压线", "地锁", "车主", "堵门口", "月租", "外来车", "车牌识别", "剐蹭", "堵着", "横在"],
  },
  {
    code: "ev_charging", label: "电动车充电", labelEn: "E-bike charging", party: propertyFirst, sla: inHand(2, 48),
    words: ["电动车", "电瓶车", "电瓶", "充电桩", "充电", "飞线", "飞线充电", "充电棚", "车棚", "电驴", "小电驴", "换电柜", "锂电池", "推电动车上楼", "电动车上楼", "插座充不上", "充不进", "充电柜", "插排", "电摩", "拉线充电"],
  },
  {
    code: "fire_safety", label: "消防通道与设施", labelEn: "Fire safety", party: { default: "property", none: "community" }, sla: inHand(2, 24),
    words: ["消防", "消防通道", "消防栓", "灭火器", "防火门", "疏散", "安全出口", "堆放", "杂物", "堵住通道", "纸皮", "堆满", "楼道堆", "烟感", "喷淋", "应急灯", "消火栓", "警铃", "纸箱", "占用通道", "鞋柜", "着火", "起火", "冒烟", "消防车道"],
  },
  {
    code: "public_security", label: "治安门禁高空抛物", labelEn: "Security and access", party: { default: "property", none: "department", mixed: "community" }, sla: inHand(2, 48),
    words: ["门禁", "单元门", "大门", "门锁", "闭门器", "读卡", "刷卡", "人脸", "监控", "摄像头", "高空抛物", "扔下来", "扔东西", "往下扔", "小偷", "被偷", "偷", "盗", "陌生人", "可疑", "尾随", "骗子", "诈骗", "冒充", "推销", "保安", "治安", "打架", "砸", "抛物", "撬", "对讲", "外卖被偷", "踩点"],
  },
  {
    code: "animals", label: "宠物与虫害", labelEn: "Animals and pests", party: { default: "property", none: "community", mixed: "community" }, sla: inHand(8, 72),
    words: ["狗", "犬", "遛狗", "不拴绳", "没拴绳", "牵绳", "咬", "流浪狗", "流浪猫", "野猫", "猫", "老鼠", "耗子", "蟑螂", "曱甴", "白蚁", "蚂蚁", "蚊子", "马蜂", "蜂窝", "胡蜂", "蛇", "臭虫", "跳蚤", "鸽子", "消杀", "灭鼠", "狗叫", "飞蚁", "虫子", "小虫"],
  },
  {
    code: "construction", label: "违建装修", labelEn: "Building works", party: { default: "property", none: "department", mixed: "community" }, sla: inHand(8, 120),
    words: ["装修", "违建", "违章", "搭建", "加盖", "私搭", "承重墙", "砸墙", "打孔", "电锤", "电钻", "封阳台", "阳光房", "改结构", "施工", "工地", "脚手架", "挖地下室", "彩钢", "装修队", "围挡", "敲墙", "拆墙", "开门洞"],
  },
  {
    code: "neighbour_dispute", label: "邻里纠纷", labelEn: "Disputes between neighbours", party: always("community"), sla: inHand(8, 120),
    words: ["邻居", "隔壁", "楼上那家", "楼下那家", "对门", "调解", "纠纷", "吵架", "骂人", "公摊", "占用过道", "占道", "合租", "纠缠", "评理", "晾衣", "滴水到我家", "油烟倒灌", "霸占", "协调", "不讲理", "赔偿", "争执"],
  },
  {
    code: "property_service", label: "物业服务与收费", labelEn: "Property service and fees", party: { default: "property", none: "community", self_built: "committee" }, sla: inHand(8, 72),
    words: ["物业费", "物业", "收费", "多收", "乱收费", "公示", "账目", "管家", "态度", "电话没人接", "没人管", "服务", "维修基金", "公共收益", "物业电话", "前台", "不作为", "推诿", "发票", "收据", "涨价", "公摊费", "业委会", "账单", "扣费"],
  },
  {
    code: "care", label: "养老助残帮扶", labelEn: "Care and help", party: { default: "community", property: "community" }, sla: inHand(4, 48),
    words: ["老人", "独居", "独居老人", "残疾", "轮椅", "助餐", "送餐", "孤寡", "高龄", "腿脚", "走失", "晕倒", "昏倒", "照顾", "上门", "帮忙看一下", "行动不便", "术后", "瘫痪", "陪诊", "助浴", "留守", "困难家庭", "低保", "失能", "没人照看", "卧床", "联系不上", "走丢", "断药", "阿尔茨海默", "糊涂"],
  },
  {
    code: "public_services", label: "政务办事", labelEn: "Public services", party: always("community"), sla: inHand(8, 72),
    words: ["证明", "居住证", "社保", "医保", "户口", "落户", "办证", "公证", "补贴", "津贴", "退休", "养老金", "认证", "登记", "窗口", "材料", "审核", "入学", "学区", "报名", "街道办", "政务", "营业执照", "盖章", "公租房"],
  },
  {
    code: "amenities", label: "公共设施与活动", labelEn: "Amenities and activities", party: propertyFirst, sla: inHand(8, 120),
    words: ["滑梯", "健身器材", "器材", "秋千", "儿童乐园", "游乐", "长椅", "凳子", "凉亭", "扶手", "广场", "乒乓球", "球场", "活动室", "阅览室", "图书室", "遮阳", "座椅", "公告栏", "快递柜", "晾衣架", "单杠", "跷跷板", "沙坑", "泳池", "舞蹈室", "活动", "雨棚", "篮球架", "信报箱"],
  },
  {
    code: "telecom", label: "网络通信", labelEn: "Network and telephone", party: { default: "utility", property: "property" }, sla: inHand(4, 48),
    spreads: [["断网", "没网", "上不了网", "没信号", "没有信号"]],
    words: ["宽带", "宽待", "网络", "断网", "没网", "光猫", "信号", "光缆", "wifi", "WiFi", "网速", "路由器", "基站", "运营商", "电话线", "有线电视", "电视信号", "5G", "没信号", "掉线", "光纤", "弱电箱", "网线"],
  },
  {
    code: "other", label: "其他", labelEn: "Other", party: { default: "community", property: "community" }, sla: inHand(8, 120),
    words: ["油烟", "积分", "烟味", "烧烤", "祭祀", "烧纸", "烟花", "鞭炮", "光污染", "粉尘", "甲醛", "异响", "失物", "捡到", "摆摊", "占道经营", "轻生", "想不开"],
  },
];
