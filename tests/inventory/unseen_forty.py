"""Forty-six more lists of columns, as programs of Chinese pharmacies export them and as shops keep them by hand.

They were written down before the vocabulary was held against them: it knew 77 % of the first forty lists, and once
these were mended 77 % of the next six. What it did not know led to its rules. The same signs as in `unseen`: behind
each header what it holds, | where several answers are right, - for nothing of a customer's.
"""

from __future__ import annotations

FORTY: dict[str, str] = {
    "会员资料 of a till": """
        会员编码=member_no 会员姓名=name 会员手机=mobile 会员性别=gender 出生年月=birth_date 身份证号码=id_number
        会员级别=- 办卡日期=date 办卡门店=- 有效期至=product_expiry|date|- 总积分=amount 已用积分=amount
        钱包余额=amount
        最近消费时间=date|- 推荐人=name|other_personal|guardian 专属店员=staff 家庭地址=address""",
    "会员 of a wholesale program's retail side": """
        会员内码=member_no 卡号=member_no 卡面号=member_no 姓名=name 助记码=other_personal|- 移动电话=mobile
        固定电话=landline 电子邮箱=email 证件号=id_number 生日=birth_date 农历生日=birth_date 发卡人=staff
        发卡机构=- 折扣率=- 累积消费=amount 储值余额=amount 卡密码=account_pwd 备注=-""",
    "处方登记 of a counter": """
        登记号=- 登记日期=date 患者姓名=name 性别=gender 年龄=age 联系方式=mobile 身份证明号码=id_number
        处方单位=- 处方编号=prescription 开方医生=doctor 诊断结果=diagnosis 药品名称=medicine 剂型=- 数量=-
        生产单位=- 审核药师=staff 调配人员=staff 复核人员=staff 发药人=staff""",
    "电子处方 of a platform": """
        处方流水号=prescription|- 患者=name 患者手机号=mobile 患者身份证=id_number 患者性别=gender
        患者生日=birth_date
        监护人姓名=guardian|name 监护人身份证号=guardian|id_number 主诉=diagnosis 现病史=past_history|diagnosis
        过敏史=allergy 肝肾功能=diagnosis|past_history|vitals_linked 备孕或哺乳=pregnancy 初步诊断=diagnosis
        药品清单=medicine 开方医师=doctor 医师执业证号=doctor|- 审方药师=staff 开方时间=date""",
    "慢病建档": """
        档案编号=member_no|- 建档人=staff 建档时间=date 姓名=name 身份证=id_number 本人电话=mobile
        家属电话=mobile|guardian|other_personal 医保类型=si_card_no 确诊病种=chronic|diagnosis 确诊医院=-
        确诊时间=date|diagnosis|- 合并症=diagnosis|chronic 目前用药=med_history|medicine 吸烟=other_personal|-
        饮酒=other_personal|- 空腹血糖=vitals_linked 餐后血糖=vitals_linked 血压值=vitals_linked
        BMI=vitals_plain""",
    "测血糖血压登记": """
        测量日期=date 姓名=name 电话=mobile 年龄=age 高压=vitals_linked 低压=vitals_linked 脉搏次数=vitals_linked
        血糖值=vitals_linked 是否空腹=vitals_linked|- 尿酸=vitals_linked 测量人=staff
        建议=consult|other_personal|-""",
    "医保结算 at the counter": """
        结算ID=mi_settle 就诊ID=prescription|mi_settle 人员姓名=name 公民身份号码=id_number 人员编号=si_card_no
        险种=si_card_no 医疗类别=- 费用总额=mi_settle|- 统筹基金=mi_settle 大病支付=mi_settle 个账支付=mi_settle
        个人现金=mi_settle 结算时间=date 经办人姓名=staff 冲正标志=-""",
    "门诊统筹 ledger": """
        序号=- 参保人=name 医保电子凭证号=si_card_no 参保地区划=si_card_no|- 社保卡号=si_card_no
        待遇类型=si_card_no|-
        处方开具机构=- 处方医师姓名=doctor 病种代码=chronic|diagnosis 疾病名称=diagnosis 药品贯标码=-
        医保支付金额=mi_settle 自费金额=mi_settle|- 报销比例=mi_settle|- 领药人=name|guardian 领药人电话=mobile
        领药人签名=name|other_personal|-""",
    "双通道 and special medicines": """
        患者编号=member_no 患者姓名=name 患者证件号码=id_number 联系电话1=mobile 联系电话2=mobile 居住地址=address
        确诊疾病=diagnosis 基因检测结果=diagnosis|past_history 药品通用名称=medicine 用药周期=med_history
        下次购药日期=date 主治医生=doctor 责任药师=staff 赠药项目编号=- 随访结果=other_personal|consult|med_history
        知情同意书=-""",
    "麻黄碱登记": """
        销售时间=date 品名=medicine 规格=- 批号=- 数量=- 购买者姓名=name 购买者身份证号=id_number 购买者电话=mobile
        购买用途=diagnosis|- 使用者姓名=name 使用者身份证号=id_number 与使用者关系=other_personal|-
        售货员=staff""",
    "退热药 register": """
        日期=date 购药人=name 性别=gender 证件号=id_number 手机号=mobile 现住地址=address 用药人姓名=name
        用药人年龄=age 主要症状=diagnosis 体温℃=vitals_plain|vitals_linked|diagnosis
        有无流行病学史=location_track|past_history
        药品=medicine 数量=- 登记人员=staff""",
    "精神药品 register": """
        购药日期=date 患者姓名=name 患者身份证号=id_number 病历编号=prescription|member_no 疾病诊断=diagnosis
        取药人姓名=name|guardian 取药人证件号=id_number|guardian 取药人联系方式=mobile 药品规格=- 处方医生=doctor
        发药药师=staff 空安瓿回收=-""",
    "中药代煎": """
        代煎单号=- 取药号=- 顾客称呼=name 顾客电话=mobile 处方来源=- 付数=- 煎药要求=med_history|- 取药方式=-
        送药地址=address 煎药员=staff 开单员=staff 预约取药时间=date|-""",
    "配送 of the shop": """
        配送单号=- 收货人姓名=name 收货人手机号=mobile 收货省=address 收货市=address 收货区县=address
        收货详细地址=address
        送货时间=date|- 配送员姓名=staff 配送员手机=staff 代收货款=- 商品明细=medicine 签收人=name|other_personal
        客户备注=-|other_personal|consult""",
    "美团 orders": """
        订单ID=- 订单展示ID=- 用户姓名=name 用户电话=mobile 备用隐私号=mobile 用户地址=address 收餐人隐私号=mobile
        商品名称=medicine 商品总价=- 用户实付=- 期望送达时间=date|- 骑手姓名=staff 骑手电话=staff
        用户评价=other_personal|consult|-
        发票抬头=other_personal|name|-""",
    "京东到家 orders": """
        订单号=- 下单人账号=wechat_id|member_no|other_personal 收货人名称=name 收货人电话=mobile 收货人地址=address
        收货人地址经度=location_track|address|-
        处方审核状态=- 用药人=name 用药人身份证=id_number 疾病=diagnosis 商品名=medicine SKU编码=-
        买家备注=other_personal|consult|-""",
    "有赞 customers": """
        客户昵称=other_personal|wechat_id 手机号=mobile 性别=gender 生日=birth_date 地区=address|-
        成为会员时间=date|-
        会员卡=member_no|- 客户标签=marketing_tag 累计消费金额=amount 购次=amount|- 微信openid=wechat_id
        上次消费时间=date|-
        所属导购=staff 积分=amount""",
    "企业微信 customers": """
        客户名称=name 备注名=name|other_personal 描述=- 添加人=staff 添加时间=date|- 来源=- 手机=mobile 企业=-
        邮箱=email
        地址=address 标签组=marketing_tag 群名称=- external_userid=wechat_id""",
    "followers of an account": """
        openid=wechat_id unionid=wechat_id 昵称=other_personal|wechat_id 头像链接=other_personal 省份=address|-
        城市=address|- 关注时间=date|- 绑定手机=mobile 绑定会员卡号=member_no 备注=-""",
    "储值卡 ledger": """
        卡号=member_no 持卡人=name 持卡人电话=mobile 充值日期=date 充值金额=amount 赠送额=amount 消费金额=amount
        卡余额=amount 支付方式=- 收款账号=-|bank_card 付款人银行卡号=bank_card 收银员姓名=staff 小票号=-""",
    "退货登记": """
        退货日期=date 原销售单号=- 顾客姓名=name 顾客联系电话=mobile 退货药品=medicine
        退货原因=-|diagnosis|other_personal
        退款方式=- 退款账号=bank_card|pay_flow 退款户名=name 开户行=-|bank_card 处理人=staff 店长签字=staff""",
    "不良反应 reports": """
        报告编码=- 患者姓名=name 性别=gender 出生日期=birth_date 民族=other_personal 体重(kg)=vitals_plain
        联系方式=mobile
        原患疾病=diagnosis|past_history 既往药品不良反应=past_history|allergy|diagnosis
        家族不良反应=past_history|diagnosis|allergy
        怀疑药品=medicine|med_history 用法用量=med_history 不良反应名称=diagnosis 反应过程描述=diagnosis|-
        对原患疾病影响=diagnosis|- 报告人=staff|name 报告人职业=-|staff|other_personal""",
    "缺货登记 by hand": """
        日期=date 顾客=name 电话=mobile 所需药品=medicine 数量=- 押金=- 到货通知=- 接待人=staff""",
    "电话回访": """
        回访日期=date 回访人员=staff 被访人=name 被访人电话=mobile 购药情况=medicine|rx_purchase|med_history
        用药后反应=diagnosis|med_history 满意度=- 需求=-|consult|other_personal 下次回访时间=date
        通话录音=voice_chat|-""",
    "短信群发": """
        手机号码=mobile 接收人=name 变量1=- 短信内容=- 发送状态=- 发送时间=date
        回复内容=other_personal|voice_chat|-
        是否退订=-|consent_log""",
    "开票 register": """
        开票日期=date 发票代码=- 发票号码=- 购方名称=name|- 购方税号=- 购方手机=mobile 购方邮箱=email
        购方地址电话=address|mobile
        购方开户行及账号=bank_card|- 货物名称=medicine 价税合计=- 开票人=staff 收款人=staff""",
    "快递 export": """
        运单号=- 寄件人=name|staff|- 寄件人手机=mobile|staff|- 寄件地址=address|- 收件人姓名=name 收件人手机=mobile
        收件人座机=landline|mobile
        收件人详细地址=address 内件品名=medicine|- 重量=- 代收金额=- 揽收员=staff 签收时间=date""",
    "轮椅 and devices": """
        销售日期=date 产品名称=medicine|- 序列号=- 购买人=name 使用人=name 使用人年龄=age 使用人电话=mobile
        使用地址=address 残疾证号=other_id|id_number|disability 残疾等级=disability|- 保修期=- 安装人员=staff""",
    "测体质 and tcm files": """
        姓名=name 性别=gender 实足年龄=age 身高cm=vitals_plain 体重kg=vitals_plain 腰围cm=vitals_plain
        体质类型=diagnosis|vitals_linked|vitals_plain|- 舌象=diagnosis|vitals_linked 脉象=diagnosis|vitals_linked
        睡眠情况=diagnosis|other_personal|past_history
        月经情况=pregnancy|diagnosis|past_history 手术史=past_history 过敏源=allergy 联络方式=mobile
        调理方案=med_history|consult""",
    "the national interface, second half": """
        psn_no=si_card_no psn_cert_type=- certno=id_number psn_name=name rx_circ_flag=- rx_no=prescription
        dr_name=doctor dr_code=doctor phar_name=staff dise_type_code=diagnosis|chronic|- geso_val=pregnancy|-
        opsp_dise_code=chronic|diagnosis mob=mobile live_addr=address coner_name=name|guardian
        coner_tel=mobile|guardian act_pay_dedc=mi_settle|- hifmi_pay=mi_settle balc=amount ecToken=si_card_no""",
    "a database of a chain: members": """
        member_card_no=member_no member_name=name mobile_no=mobile telephone=mobile|landline id_card=id_number
        sex_flag=gender birthday=birth_date home_addr=address point_total=amount card_balance=amount
        allergy_his=allergy disease_tag=diagnosis|marketing_tag open_store=- open_date=date create_emp=staff
        is_deleted=-""",
    "a database of a chain: prescriptions": """
        rx_id=prescription rx_date=date pat_name=name pat_sex=gender pat_age=age pat_phone=mobile
        pat_idcard=id_number
        hosp_name=- dept_name=- doc_name=doctor diag_text=diagnosis drug_name=medicine drug_spec=-
        usage_desc=med_history
        audit_phar=staff img_path=-|prescription""",
    "an online shop's tables": """
        order_no=- user_id=member_no|- nick_name=other_personal|wechat_id consignee_name=name
        consignee_phone=mobile
        province=address|-
        city=address|- district=address|- detail_address=address sku_name=medicine pay_amount=-
        buyer_remark=other_personal|consult|-
        patient_relation=other_personal|- patient_name=name patient_id_card=id_number past_disease=past_history""",
    "initials of a third till": """
        HYBH=member_no HYMC=name HYLXFS=mobile HYSFZHM=id_number HYCSRQ=birth_date HYZZ=address BZ=- KYE=amount
        FKRQ=date CZY=staff GMYP=medicine|med_history YLJL=past_history|med_history|diagnosis GMSJ=date|-""",
    "initials of an insurance till": """
        GRBH=si_card_no|member_no XM=name XB=gender CSRQ=birth_date SFZHM=id_number YBKH=si_card_no
        DWMC=other_personal|- ZHYE=amount|mi_settle
        JSRQ=date JSLSH=mi_settle ZFY=mi_settle|- TCZF=mi_settle ZHZF=mi_settle XJZF=mi_settle|- ICD10=diagnosis
        YSXM=doctor JBMC=diagnosis""",
    "words in Latin letters, second": """
        xingming=name shoujihao=mobile shenfenzhenghao=id_number jiatingzhuzhi=address chushengriqi=birth_date
        huiyuankahao=member_no nianling=age guominshi=allergy jiwangshi=past_history kaifangyisheng=doctor
        yaopinmingcheng=medicine yongfayongliang=med_history beizhu=- dengjiren=staff""",
    "a lottery and an event": """
        参与人姓名=name 参与手机=mobile 中奖奖品=- 兑奖码=- 兑奖时间=date|- 领奖人签字=name|other_personal|-
        微信昵称=wechat_id|other_personal
        参加门店=- 是否会员=-""",
    "reservations of masks and vaccines": """
        预约编号=- 预约人=name 预约人手机=mobile 预约人身份证号=id_number 接种人=name 与接种人关系=other_personal|-
        接种人出生日期=birth_date 疫苗名称=medicine|- 预约门店=- 到店时间=date|-
        紧急联系人=name|guardian|other_personal
        紧急联系人电话=mobile|guardian|other_personal 户籍地址=address""",
    "a sheet of a partner's surveys": """
        问卷编号=- 提交时间=date|- 您的姓名=name 您的手机号码=mobile 您的年龄段=age 您的性别=gender
        您所在小区=address
        您患有哪些慢性病=chronic|diagnosis 您长期服用的药物=med_history|medicine 您是否有医保=si_card_no|-
        您的建议=consult|other_personal|- 来源IP=other_personal|-""",
    "老客户 in a sheet by hand": """
        名字=name 外号=other_personal|name 手机1=mobile 手机2=mobile 住哪=address 家里几口人=other_personal|-
        老毛病=chronic|diagnosis|past_history
        常吃的药=med_history|medicine 对什么过敏=allergy 医保卡=si_card_no 欠款=amount|-
        谁介绍来的=name|other_personal|guardian
        生日(阴历)=birth_date""",
    "members of a pharmacy's small program": """
        会员ID=member_no 真实姓名=name 绑定手机号=mobile 出生日=birth_date 默认收货地址=address 会员等级名称=-
        成长值=amount|- 可用余额=amount 优惠券数=- 注册渠道=- 注册时间=date|- 最近登录IP=other_personal|-
        健康标签=marketing_tag""",
    "fever clinic referrals": """
        上报日期=date 发热患者姓名=name 身份证件号码=id_number 监护人电话=mobile|guardian 现居住地=address
        就诊建议=consult|- 最高体温=vitals_plain|vitals_linked|diagnosis 发病时间=date|diagnosis|- 转诊医院=-
        填报药店=-
        填报人=staff""",
    "diabetes club": """
        编号=- 糖友姓名=name 手机=mobile 患病年限=chronic|diagnosis|- 糖化值=vitals_linked 使用胰岛素=med_history|-
        并发症情况=diagnosis|chronic 饮食习惯=other_personal|- 管理药师=staff 下次复查=date|-""",
    "an old database of a till": """
        vipid=member_no vipname=name viptel=mobile vipsfz=id_number vipbirth=birth_date vipaddr=address
        vipjf=amount
        vipye=amount opdate=date|- oper=staff bz=-""",
    "sales with a doctor": """
        销售单号=- 销售时间=date 购买方=name|- 购买方电话=mobile 处方药名=medicine 处方医院=- 处方大夫=doctor
        拿药人=name|guardian
        拿药人身份证=id_number|guardian 收费员=staff 实收金额=-""",
    "visits at home": """
        上门日期=date 老人姓名=name 家属联系电话=mobile|guardian|other_personal 门牌地址=address 服务项目=-
        血压mmHg=vitals_linked
        服药情况=med_history 护士=staff 本次费用=-""",
}


HELD_OUT: dict[str, str] = {
    "members of a cloud till": """
        客户编号=member_no 客户姓名=name 手机号=mobile 会员卡类型=- 建档门店=- 客户生日=birth_date
        微信是否绑定=-|wechat_id
        账户余额=amount 剩余积分=amount 到店次数=amount|- 忌用药物=allergy|med_history
        所属会员组=marketing_tag|-""",
    "tuberculosis and hepatitis medicines": """
        发药日期=date 患者姓名=name 联系人及电话=mobile|name 户口所在地=address 疾病分型=diagnosis
        耐药情况=diagnosis|past_history|med_history
        服药督导员=staff 取药签名=name|- 下次取药日期=date|-""",
    "insured persons of a county": """
        个人编号=si_card_no|member_no 姓名=name 公民身份证号码=id_number 参保类型=si_card_no 门诊慢特病病种=chronic
        待遇开始日期=date 定点药店=- 年度限额=amount|mi_settle|- 已用额度=amount|mi_settle|- 联系手机=mobile
        家庭详细地址=address""",
    "a program's interface": """
        memNo=member_no memTel=mobile memIdNo=id_number memBirthDay=birth_date regDate=date|- lastVisit=date|-
        allergyDesc=allergy
        chronicType=chronic recipeNo=prescription recipeDoctor=doctor medicineName=medicine cashierId=staff""",
    "orders by telephone": """
        接单时间=date 来电号码=mobile 来电人=name 所需商品=medicine 送货地点=address 送达时间=date|-
        送货人=staff|name 应收=- 备注=-""",
    "returns of plasters": """
        登记日期=date 顾客名称=name 顾客手机=mobile 商品=medicine 购买日期=date 过敏反应=allergy|diagnosis
        皮肤照片=-|diagnosis
        赔付金额=- 收款微信=wechat_id 经办=staff 顾客签名=name|-""",
}
"""Written after the last rule, to see how far they reach; nothing was changed for them: 86 %."""
