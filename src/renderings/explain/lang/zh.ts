/** `explain` 的中文语句。 */
import { formatDuration, formatRate, formatShare, grouped } from "../../layout/quantities.ts";
import type { Side, Texts } from "./en.ts";

const names: Readonly<Record<Side, string>> = { client: "客户端", server: "服务端" };
const other = (side: Side): string => names[side === "client" ? "server" : "client"];
const bytes = (n: number): string => `${grouped(n)} 字节`;
const range = (first: number, last: number): string =>
  first === last ? `编号 ${first}` : `编号 ${first} 到 ${last}`;
const joined = (parts: readonly string[]): string => parts.filter((part) => part !== "").join("，");

export const zh: Texts = {
  list: (parts) => parts.join("；"),
  sentences: (parts) => parts.join(""),
  stop: "。",
  gap: "",

  heading: (n, client, server, service) =>
    `连接 ${n}：${client} → ${server}${service === undefined ? "" : `（按端口是 ${service}）`}`,
  factsStream: (stream) => `在 Wireshark 中是 tcp.stream ${stream}。`,
  factsTime: (start, duration) =>
    duration === undefined
      ? `第一个报文的时间是 ${start}。`
      : `第一个报文的时间是 ${start}，最后一个在 ${duration} 之后。`,
  factsSize: (packets, fromClient, fromServer) =>
    `共 ${grouped(packets)} 个报文；客户端发送 ${bytes(fromClient)}，服务端发送 ${bytes(fromServer)}。`,
  roleFrom: {
    syn: "",
    syn_ack: "没有抓到 SYN；收到 SYN-ACK 的一方是客户端。",
    port: "没有抓到 SYN；端口号像服务的一方算作服务端。",
    first: "没有抓到 SYN，端口号也看不出来；先发送的一方算作客户端。",
  },
  roleConflict: "后面的报文与这里的客户端判断相矛盾。",

  sections: {
    opening: "建立连接",
    numbers: "这些编号的含义",
    data: "数据",
    closing: "关闭连接",
    time: "时间花在哪里",
    unusual: "异常之处",
    checksums: "校验和",
    limits: "此处不完整的内容",
    capture: "整个抓包",
  },

  syn: (side, isn) =>
    `${names[side]}发送同步报文 SYN，请求建立连接。它的初始序列号（ISN）是 ${isn}。下文中它的编号都从这里算起：SYN 自己是 0，它的第一个字节是 1。`,
  synCrossing: (side, isn) =>
    `${names[side]}也发送 SYN，ISN 是 ${isn}：它那时还没有处理对方的 SYN。它的编号从这个 ISN 算起。`,
  synSplit: (side, isn) => `${names[side]}单独用一个报文发送自己的 SYN，ISN 是 ${isn}。它的编号从这里算起。`,
  synAgain: (side, attempt, since) =>
    `${names[side]}重发 SYN（第 ${attempt} 次${since === undefined ? "" : `，距上一次 ${since}`}）：它没有收到应答。`,
  synsOmitted: (n) => `此外还有 ${grouped(n)} 个 SYN 或 SYN-ACK，这里省略。`,
  synAck: (side, isn, ackRaw, isPlain) =>
    `${names[side]}用一个报文做了两件事：确认（ACK）对方的 SYN，并发送自己的 SYN。它的 ISN 是 ${isn}。确认号 ack ${ackRaw} ${isPlain ? "就是对方的 ISN + 1：SYN 已收到，下一个期望的是字节 1" : "大于对方的 ISN + 1：随 SYN 一起到达的数据也得到了确认"}。`,
  synAckOfCrossing: (side, ackRaw) =>
    `${names[side]}用 SYN 加 ACK 应答对方的 SYN：自己的 ISN 与之前相同，并确认对方的 ISN，ack ${ackRaw}。`,
  synAckAgain: (side, attempt, since) =>
    `${names[side]}重发 SYN-ACK（第 ${attempt} 次${since === undefined ? "" : `，距上一次 ${since}`}）：它还没有收到对 SYN-ACK 的确认。`,
  rttServer: (rtt) => `从 SYN 到这个应答，抓包点与服务端之间往返用了 ${rtt}。`,

  announces: (side, parts) => `${names[side]}声明：${parts}。`,
  announcesToo: (side, parts) => `${names[side]}也声明：${parts}。`,
  window: (win) => `接收窗口 ${bytes(win)}（SYN 里的窗口从不缩放）`,
  mss: (mss, mtu, headers) =>
    `MSS ${mss}：发给它的报文段最多装这么多（MTU ${mtu} 减去 IP 和 TCP 头部的 ${headers} 字节）`,
  wscale: (shift) =>
    `窗口扩大因子 ${shift}：如果对方也带这个选项，它的窗口就以 ${grouped(2 ** shift)} 字节为单位`,
  windowShort: (win) => `接收窗口 ${bytes(win)}`,
  mssShort: (mss) => `MSS ${mss}`,
  wscaleShort: (shift) => `窗口扩大因子 ${shift}（以 ${bytes(2 ** shift)}为单位）`,
  sackShort: "允许 SACK",
  sackPermitted: "允许 SACK：它能处理选择性确认",
  timestamp: (value) => `时间戳（它的时钟是 ${value}）`,
  fastOpenRequest: "Fast Open：它请求一个 cookie，以便下次随 SYN 一起发送数据",
  fastOpenCookie: (side) =>
    side === "client"
      ? "Fast Open：它带着以前的连接得到的 cookie"
      : "Fast Open：给客户端下次连接使用的 cookie",
  mptcpCapable: "多路径 TCP：它希望使用多条路径（MP_CAPABLE）",
  mptcpJoin: "多路径 TCP：这个连接作为又一条路径加入另一个连接（MP_JOIN）",
  otherOption: (name) => `选项 ${name}`,
  optionsCut: "（选项没有抓全）",
  noOptions: "没有选项",
  synPayload: (n) => `SYN 已经带有 ${bytes(n)}的数据。`,

  established: {
    three_way: (side, isFirst) =>
      `${names[side]}确认对方的 SYN${isFirst ? "（ack 1）" : ""}。双方的 ISN 都得到了确认，“三次握手”完成，连接进入 ESTABLISHED 状态。`,
    simultaneous: () =>
      "双方的 SYN 都得到了确认，连接进入 ESTABLISHED 状态：这是同时打开，用了四个报文而不是三个。",
    split: () =>
      "双方的 SYN 都得到了确认，连接进入 ESTABLISHED 状态。服务端的 ACK 和 SYN 分在两个报文里，这是允许的，但很少见。",
    fast_open: () =>
      "双方的 SYN 都得到了确认，连接进入 ESTABLISHED 状态。随 SYN 到达的数据已被接受（Fast Open）：省去了一次往返。",
  },
  establishedUnseen: "双方的 ISN 都得到了确认：“三次握手”完成，连接进入 ESTABLISHED 状态。",
  handshakeTime: (time) => `此时距第一个 SYN ${time}。`,
  rttClient: (rtt) => `从 SYN-ACK 到这里，抓包点与客户端之间往返用了 ${rtt}。`,
  tapNear: (side, near, far) =>
    `一侧 ${near}，另一侧 ${far}：除非某台主机应答得慢，抓包点离${names[side]}近得多。`,
  inferred: {
    syn_unseen: "SYN 不在抓包里，但 SYN-ACK 证明有过它。",
    syn_ack_unseen: "SYN-ACK 不在抓包里，但后面的报文证明有过它。",
    ack_unseen: "结束握手的 ACK 不在抓包里，但后面的报文证明有过它。",
  },
  agreedScale: (client, server) =>
    `窗口会缩放：从现在起，客户端窗口字段的一个单位是 ${bytes(2 ** client)}，服务端的是 ${bytes(2 ** server)}。`,
  windowRange: (side, least, most) =>
    least === most
      ? `${names[side]}的窗口始终是 ${bytes(least)}。`
      : `${names[side]}的窗口在 ${grouped(least)} 到 ${bytes(most)}之间。`,
  noScale: "窗口不缩放，因为不是双方都带了这个选项：最多 65,535 字节。",
  agreedSack: "SACK：接收方可以说明缺口之后已经收到哪些字节，这样只需重发缺口。",
  noSack: "没有 SACK：出现缺口时，接收方只能重复上一个确认。",
  agreedTimestamps: (mss) =>
    `时间戳：每个报文都带着发送方的时钟和最近收到的对方时钟，用来测量往返时间，并区分新旧报文。${mss === undefined ? "" : `它连同填充占 12 字节，所以 MSS 为 ${mss} 的报文段能装 ${mss - 12} 字节数据。`}`,
  noTimestamps: "没有时间戳。",
  ecn: (accurate) => `ECN${accurate ? "（精确反馈）" : ""}：路由器可以给报文打标记，而不必丢弃它。`,

  midstream: "抓包从这个连接的中途开始：没有看到握手，因此不知道 ISN、MSS、窗口扩大因子和其他选项。",
  midstreamBase: (side, base) =>
    `${names[side]}的编号这样计算：第一次看到的是 1，也就是报文里的 ${base} 在这里是 0。`,
  notOpened: {
    no_answer:
      "没有看到对 SYN 的应答。是 SYN 在路上被丢弃，主机不在线，还是应答丢失或走了别的路，从这个抓包看不出来。",
    refused: "连接被拒绝：那个端口上没有程序在监听，或者防火墙这样回答。连接没有建立。",
    no_ack:
      "没有人确认 SYN-ACK：连接停留在半打开状态。扫描和伪造地址的 SYN 洪泛是这个样子，最后一个 ACK 丢失也是。",
    reset: "连接在建立之前就被重置了。",
  },

  numbersIntro:
    "序列号给每个字节编号，两个方向各自编号。确认号是下一个期望收到的字节的编号，也就是确认了它之前的所有字节。",
  numbersExample: (side, seq, length, ack) =>
    `这里${names[side]}发送了 ${bytes(length)}，${range(seq, seq + length - 1)}；tcpdump 写作 seq ${seq}:${seq + length}，即 [${seq}, ${seq + length})，${seq + length} 是它们之后的编号。ack ${ack} 确认了${length === 1 ? "这个字节" : "全部这些字节"}：${ack} = ${seq} + ${length}，即 ack = seq + length，并不再加 1。`,
  numbersSynFin: (hasSyn, fin) =>
    `只有 SYN 和 FIN 会再加 1，因为它们不是字节却各占一个编号：所以${joined([
      hasSyn ? "握手时是 ISN + 1" : "",
      fin === undefined ? "" : `编号为 ${fin} 的 FIN 由 ack ${fin + 1} 确认`,
    ])}。`,

  turn: (side, n, seq, end, segments) =>
    `${names[side]}用 ${grouped(segments)} 个报文段发送 ${bytes(n)}（${range(seq, end - 1)}）。`,
  turnContinued: "（仍是前一段数据，只因为持续太久才在这里分开。）",
  turnTime: (duration, rate) => `发送历时 ${duration}${rate === undefined ? "" : `，${formatRate(rate)}`}。`,
  turnPush: "带有 PSH：接收方应立刻交给应用程序。",
  turnMissing: (n) => `其中 ${bytes(n)}不在抓包里。`,
  turnAgain: (n) => `有 ${grouped(n)} 个报文段只是重发已经发过的数据。`,
  turnResponse: (side, time) =>
    `这是应答：第一个字节在${other(side)}最后一个字节之后 ${time}，并且确认了它。`,
  turnAfterOpen: (gap) => `在握手之后 ${gap} 开始。`,
  turnGap: (gap) => `在前面的数据之后 ${gap} 开始。`,
  turnCrossed: "它没有确认前面的全部数据，所以不是对它的应答：双方在同时发送。",
  turnAcked: (side, ack, time) =>
    `${other(side)}的 ack ${ack} 确认了它${time === undefined ? "；用了多久无法得知，因为最后一个字节发送过不止一次" : `，在最后一个字节之后 ${time}`}。`,
  turnDelayed: "接收方可以把确认推迟最多半秒。",
  turnNotAcked: "没有看到对最后一个字节的确认。",
  turnEnd: {
    peer_data: "",
    peer_data_unseen: "之后对方发送了抓包里没有的数据。",
    fin: "",
    peer_fin: "",
    reset: "它被重置打断。",
    idle: "",
    limit: "它还在继续。",
    flow_end: "",
  },
  turnsOmitted: (n, c2s, s2c, from, to) =>
    `这里省略第 ${from} 帧到第 ${to} 帧之间的 ${grouped(n)} 段数据：客户端 ${bytes(c2s)}，服务端 ${bytes(s2c)}。`,
  noData: "没有看到数据。",

  fin: (side, seq, len) =>
    `${names[side]}关闭自己的方向：FIN，占用编号 ${seq}${len > 0 ? `，前面是同一报文里的 ${bytes(len)}数据` : ""}。它没有数据要发送了，但仍然接收（FIN-WAIT-1）。`,
  finSecond: (side, seq, len) =>
    `现在${names[side]}也关闭：FIN，编号 ${seq}${len > 0 ? `，前面是同一报文里的 ${bytes(len)}数据` : ""}（LAST-ACK）。`,
  finCrossing: (side, seq) => `${names[side]}在没有收到对方 FIN 的情况下发送自己的 FIN，编号 ${seq}。`,
  finAckFirst: (side, ack, seq, time) =>
    `${names[side]}确认这个 FIN：ack ${ack}${ack === seq + 1 ? ` 是它的编号 ${seq} + 1` : ""}${time === undefined ? "" : `，在它之后 ${time}`}。连接现在是半关闭：${other(side)}在 FIN-WAIT-2 等待，${names[side]}（CLOSE-WAIT）还可以继续发送，直到它的应用程序关闭连接。`,
  finAckWithFin: (side, ack, seq, time) =>
    `${names[side]}确认这个 FIN（ack ${ack}${ack === seq + 1 ? ` = ${seq} + 1` : ""}${time === undefined ? "" : `，在它之后 ${time}`}），自己的 FIN 也在同一个报文里。`,
  finAckLast: (side, ack, seq, time) =>
    `${names[side]}确认对方的 FIN：ack ${ack}${ack === seq + 1 ? ` 是它的编号 ${seq} + 1` : ""}${time === undefined ? "" : `，在它之后 ${time}`}。`,
  closeWait: (side, wait) =>
    `此时距它确认对方的 FIN 已过 ${wait}，这就是${names[side]}关闭自己的方向所用的时间。`,
  closed: {
    four_segment: "两个方向都已关闭，用了四个报文：FIN、ACK、FIN、ACK，即“四次挥手”。",
    three_segment:
      "两个方向都已关闭，只用了三个报文：第二个 FIN 同时确认了第一个 FIN，中间的两个报文合并在一起了。",
    half_close: "两个方向都已关闭。其间连接是半关闭的，另一个方向还在传输数据。",
    simultaneous: "两个方向都已关闭。两个 FIN 交错而过：这是同时关闭，双方都经过 CLOSING 状态。",
  },
  timeWait: (who) =>
    who === "both"
      ? "双方都停留在 TIME-WAIT，时长为报文最大生存时间的两倍：各自都确认了对方的 FIN，却无法知道那个 ACK 是否到达。"
      : `${names[who]}停留在 TIME-WAIT，时长为报文最大生存时间的两倍，因为是它先关闭的：它的最后一个 ACK 可能丢失，那时 FIN 会重发，需要有人应答；而且这个连接迟到的报文不能混进使用相同地址和端口的新连接。`,
  halfClosed: (by) =>
    `${by === undefined ? "一方" : names[by]}关闭了；没有看到另一个方向的关闭，或者没有看到它的最后一个 ACK。`,
  lastAckUnseen: "双方都发送了 FIN，但没有看到对两个 FIN 的全部确认。",
  halfClosedWait: (wait) => `到最后一个报文为止，另一方已让连接半关闭了 ${wait}。`,
  notClosed: "没有看到 FIN，也没有看到 RST：就这个抓包而言，连接仍然开着。",
  ended: {
    closed: "",
    reset: "",
    idle: "超过时限没有再看到它的报文，所以算作结束。",
    reuse: "之后有新的连接使用了它的地址和端口。",
    evicted: "因为连接太多（--max-flows），它在这里被放弃。",
    eof: "之后抓包结束。",
    interrupted: "之后运行被中断。",
    update: "",
  },
  halfOpen: (side) => `${names[side]}可能仍以为连接存在，而另一方已经没有它了（半打开）。`,
  states: (client, server) => `最后的状态：客户端 ${client}，服务端 ${server}。`,
  stateUnknown: "未知",
  dataAfterFin: (n) => `有 ${bytes(n)}在发送方自己的 FIN 之后。`,

  reset: {
    refused: (side) => `${names[side]}用 RST 拒绝这个 SYN。`,
    abort: (side) => `${names[side]}用 RST 中断连接：不是有序的关闭，没有送达的数据就丢失了。`,
    answer_to_segment: (side) =>
      `${names[side]}用 RST 应答，编号取自它收到的确认号：不（再）认识这个连接，或者不要其数据的主机这样应答。`,
    after_fin: (side) => `${names[side]}在 FIN 之后发送 RST：它不再需要后面的任何东西。`,
    after_close: (side) =>
      `${names[side]}在两个方向都已关闭之后发送 RST。它最多使对方在 TIME-WAIT 结束之前就忘掉这个连接。`,
  },
  seqCheck: {
    exact: "它的编号正是期望的编号：接收方会丢弃这个连接。",
    in_window: "它的编号在窗口之内，但不是期望的编号：谨慎的接收方只会回一个质询 ACK。",
    outside: "它的编号在窗口之外：接收方必须忽略它。",
    bad_ack: "它确认的东西从未发送过：接收方必须忽略它。",
    unknown: "它的编号是否正确，从这个抓包看不出来。",
  },
  resetPayload: (n) => `它带有 ${bytes(n)}的说明文字。`,
  resetsMore: (n) => `之后还有 ${grouped(n)} 个 RST。`,
  suggests: "这让人想到以下情况，但不能证明：",
  hints: {
    idle_timeout: "长时间没有报文之后，主机或途中设备的超时",
    linger_zero: "应用程序用 SO_LINGER 0 关闭，或者关闭时还有数据未读",
    injected: "报文出自发送方以外的某处",
    mss_clamped: "MSS 在途中被改小",
    accept_queue_overflow: "服务端的 accept 队列已满",
    syn_cookies: "SYN cookie：在最后一个 ACK 之前服务端不保存连接的任何信息",
    fast_open_ignored: "随 SYN 到达的数据没有被接受",
  },
  hintSigns: (signs, value, expected) =>
    `（${signs.map((sign) => SIGNS[sign] ?? sign).join("、")}${value === undefined ? "" : ` ${value}${expected === undefined ? "" : `，此前是 ${expected}`}`}）`,
  hintSince: (time) => `（${time}）`,
  hintFrame: (frame) => `（第 ${frame} 帧）`,

  stallsIntro: (total) => `从第一个报文到最后一个报文共 ${total}。其中的停顿：`,
  stall: {
    client_application: "在等客户端的应用程序：它没有等待确认的数据，也没有发送",
    server_application: "在等服务端的应用程序：它没有等待确认的数据，也没有发送",
    acknowledgement: "在等对已发数据的确认",
    window: "在等接收方的窗口：发送方还有数据，但不允许发送",
    retransmission_timer: "丢包之后在等重传定时器",
  },
  stallLine: (total, what, n, longest, frame) =>
    `${total} ${what}（${n === 1 ? `一次停顿，到第 ${frame} 帧为止` : `${grouped(n)} 次停顿，最长 ${longest}，到第 ${frame} 帧为止`}）。`,
  stallsRest: (rest) => `其余一切共 ${rest}。`,
  noStalls: (total) => `从第一个报文到最后一个报文共 ${total}，没有长到要计入的停顿（--stall）。`,
  roundTrips: (side, least, median, most, n) =>
    n === 1
      ? `抓包点到${names[side]}的往返时间（由数据及其确认得出）：${least}。`
      : `抓包点到${names[side]}的往返时间（由数据及其确认得出）：最短 ${least}${median === undefined ? "" : `，中位数 ${median}`}，最长 ${most}（${grouped(n)} 个样本）。`,
  responses: (side, least, median, most, n) =>
    n === 1
      ? `${names[side]}应答了一次，用了 ${least}。`
      : `${names[side]}应答了 ${grouped(n)} 次：最快 ${least}${median === undefined ? "" : `，中位数 ${median}`}，最慢 ${most}。`,
  rate: (side, bitsPerSecond) =>
    `${names[side]}的数据：从第一个到最后一个数据报文段，平均 ${formatRate(bitsPerSecond)}。`,
  zeroWindowTime: (side, time) => `${names[side]}的窗口共关闭了 ${time}。`,

  nothingUnusual: "没有。",
  anomaly: (kind, n, side) =>
    n === 1
      ? `${kind}，在${names[side]}的一个报文里：`
      : `${kind}，在${names[side]}的 ${grouped(n)} 个报文里，第一次在这里：`,
  anomalyUnplaced: (kind, n, side) => `${kind}，在${names[side]}的 ${grouped(n)} 个报文里：`,
  kinds: {
    bad_checksum:
      "TCP 校验和错误：报文在路上损坏或被改动，或者校验和根本没有填入。这样的报文接收方必须丢弃。",
    duplicate_packet: "同一个报文在抓包里有两份；它只发送过一次。",
    time_jump: "时间比其他报文超前一小时以上，暂时不予采信。",
    reused_ports: "新的连接使用了以前某个连接的地址和端口。",
    reset_ignored: "RST 没有起作用：之后连接仍在继续。",
    loss: "有一个报文段确实丢失了，这个确认证明了这一点。",
    lost_segment: "报文段的起点高于期望的编号：中间的数据丢失了，或者迟到了。",
    acked_unseen: "接收方确认了抓包里没有的字节：是抓包丢的，不是网络丢的。",
    unacceptable_ack: "它确认的东西从未发送过。",
    retransmission: "重发相同的字节，看不出是哪个定时器或迹象引起的。",
    fast_retransmission: "快速重传：重复确认或选择性确认显示有缺口，不等定时器就重发。",
    rto_retransmission: "超时重传：重传定时器到期而重发。",
    spurious_retransmission: "不必要的重传：全部内容早已得到确认，却又重发。",
    out_of_order: "乱序：这个报文段在路上被后面的超过；没有丢失。",
    partial_overlap: "其中一部分字节以前发送过，另一部分是新的。",
    overlap_differs: "编号相同，字节却不同：正常的发送方不会这样做。",
    outside_window: "报文段在接收方提供的窗口之外。",
    data_after_fin: "数据在发送方自己的 FIN 之后。",
    keep_alive: "保活探测：没有新数据，只是询问对方是否还在。",
    keep_alive_ack: "对保活探测的应答：还在。",
    zero_window: "零窗口：接收方关闭窗口，它的缓冲区已满，因为应用程序读得不够快。",
    zero_window_probe: "零窗口探测：询问是否又有空间。",
    zero_window_probe_ack: "对零窗口探测的应答：仍然没有空间。",
    window_full: "窗口已满：发送方填满了接收方的窗口，只能等待。",
    window_update: "窗口更新：接收方改变窗口，没有确认新的数据。",
    duplicate_ack: "重复确认：收到了报文段，但不是期望的那个。",
    d_sack: "接收方说明这些字节收到了两次：其中一次发送是不必要的。",
    sack_reneging: "接收方放弃了它曾经选择性确认过的字节。",
  },
  evidence: {
    original_frame: (frame) => `第一次在第 ${frame} 帧`,
    resent_frame: (frame) => `在第 ${frame} 帧重发`,
    reset_frame: (frame) => `RST 是第 ${frame} 帧`,
    previous_flow: (flow) => `以前的是连接 ${flow}`,
    since_ns: (ns) => `在此之前 ${formatDuration(ns)}`,
    threshold_ns: (ns) => `判定界限 ${formatDuration(ns)}`,
    place: (place) =>
      ({ before_tap: "丢在发送方与抓包点之间", after_tap: "丢在抓包点与接收方之间", capture: "被抓包丢失" })[
        place
      ],
    seq: (seq) => `从编号 ${seq} 起`,
    seq_end: (end) => `到编号 ${end - 1}`,
    expected_seq: (seq) => `期望的是 ${seq}`,
    missing_bytes: (n) => `缺 ${bytes(n)}`,
    resent_bytes: (n) => `重发 ${bytes(n)}`,
    new_bytes: (n) => `新数据 ${bytes(n)}`,
    ack: (ack) => `此前确认到 ack ${ack}`,
    dup_acks: (n) => (n === 0 ? "" : `${grouped(n)} 个重复确认`),
    sacked: (sacked) => (sacked ? "已被选择性确认" : ""),
    sacked_bytes: (n) => `其后 ${bytes(n)}已被选择性确认`,
    bytes_in_flight: (n) => `在途 ${bytes(n)}`,
    window: (n) => `窗口 ${bytes(n)}`,
    window_edge: (edge) => `窗口到编号 ${edge} 之前为止`,
    beyond_bytes: (n) => `超出 ${bytes(n)}`,
    proof: (proof) => ({ timestamps: "由时间戳证明", ack: "由确认证明", time: "仅凭时间判断" })[proof],
    via: (via) =>
      ({
        same_path: "在同一处看到两次",
        other_interface: "在另一个网卡上",
        other_path: "在另一个 VLAN 或隧道里，或者链路层地址不同",
        routed: "在下一跳",
      })[via],
    ttl: (ttl) => `TTL ${ttl}`,
    original_ttl: (ttl) => `第一个的 TTL ${ttl}`,
    cksum: (value) => `报文里是 ${value}`,
    cksum_expected: (value) => `应为 ${value}`,
  },
  evidenceList: (parts) => `（${parts.join("，")}）`,
  lost: (side, before, after, capture, unknown) =>
    `${names[side]}发送的数据中：${joined([
      before > 0 ? `${grouped(before)} 个报文段在到达抓包点之前丢失` : "",
      after > 0 ? `${grouped(after)} 个报文段在经过抓包点之后丢失` : "",
      capture > 0 ? `${grouped(capture)} 处字节只是抓包丢失` : "",
      unknown > 0 ? `${grouped(unknown)} 次重传看不出原因` : "",
    ])}。`,
  retransRate: (side, n, of, ppm) =>
    `${names[side]}的 ${grouped(of)} 个数据报文段中有 ${grouped(n)} 个是重发：${formatShare(ppm)}。`,

  checksumsGood: (side, n) =>
    `${names[side]}的 ${grouped(n)} 个报文全部正确：就校验和所能发现的而言，在到达抓包点之前没有损坏。`,
  checksumsPartial: (side, n, of) =>
    `${names[side]}的 ${n === of ? `${grouped(n)} 个报文全部` : `${grouped(of)} 个报文中有 ${grouped(n)} 个`}只存有伪首部之和。这不是损坏：发送方把校验和留给网卡去填（offload），抓包看到的是到达网卡之前的报文段，或者是在无需校验和的虚拟链路上；接收方的主机合并报文段之后也是这样。`,
  checksumsOutgoing: (side) =>
    `抓包把它们标记为发出（Out）：抓包是在${names[side]}的主机上，或者在与它以虚拟链路相连的主机上进行的。`,
  checksumsSeeEnd: "这能证明抓包在哪些主机上进行，见最后一节。",
  checksumsSome: (side, good, bad, unverified) =>
    `${names[side]}的报文：${joined([
      good > 0 ? `${grouped(good)} 个正确` : "",
      bad > 0 ? `${grouped(bad)} 个错误` : "",
      unverified > 0 ? `${grouped(unverified)} 个无法计算（不完整，或是分片）` : "",
    ])}。`,
  copies: (n) => `其中 ${grouped(n)} 个报文在抓包里不止一份；多余的副本不计入任何数字。`,

  limits: {
    holes: "缺口：多得无法全部跟踪",
    held_lines: "各段数据的确认",
    history: "历史",
    metrics: "与数据有关的所有数字",
    sent_segments: "往返时间和证据",
    sack: "选择性确认的内容",
    histograms: "百分位数",
    anomalies: "异常的计数",
    layers: "VLAN 和隧道",
  },
  limitsIntro: "内存不足，以下内容不完整：",
  detailsDropped: "同时打开的连接太多，没有保留这个连接的全部细节；缺少的部分只能依据它的汇总。",

  captureTotals: (packets, segments, flows) =>
    `${grouped(packets)} 个报文，${grouped(flows)} 个连接的 ${grouped(segments)} 个 TCP 报文段。`,
  captureSums: (good, partial, bad, unverified) =>
    `TCP 校验和：${grouped(good)} 个正确，${grouped(partial)} 个只有伪首部之和（offload），${grouped(bad)} 个错误，${grouped(unverified)} 个无法计算。`,
  captureHost: (ip, n, byDirection) =>
    `抓包在 ${ip} 上进行，或者在与它以虚拟链路相连的主机上：从那里发出的 ${grouped(n)} 个报文段，校验和还没有由网卡填入${byDirection ? "，抓包也把这样的报文标记为发出" : ""}。`,
  captureLocal: "这些报文没有经过任何网线。",
  captureHostNone: "看不出抓包是在哪个主机上进行的。",
  captureIncomplete: "抓包没有读到末尾，或者已损坏：见上面的错误。",
  captureDrops: (n) => `文件说明抓包时丢失了 ${grouped(n)} 个报文。`,
  captureCopies: (n) => `${grouped(n)} 个报文是其他报文的副本。`,
  captureBackward: (n) => `${grouped(n)} 个报文的时间早于它前面的报文。`,
  captureUndecoded: (n) => `${grouped(n)} 个报文无法解码。`,
  judgement: (question, answer, reasons) =>
    `${question}：${answer}${reasons.length > 0 ? `，因为${reasons.join("；")}` : ""}。`,
  judgementIntro: "这个抓包可信吗？",
  allYes: "就这里所问的一切而言它是可信的：时间、往返时间、丢包、数据、校验和、关闭和角色。",
  questions: {
    timing: "时间",
    round_trips: "往返时间",
    loss: "丢包",
    payload: "数据",
    checksums: "校验和",
    teardown: "连接的关闭",
    roles: "谁是客户端，谁是服务端",
  },
  answers: { yes: "可信", limited: "有限度地可信", no: "不可信" },
  reasons: {
    no_packets: "没有报文",
    captured_gaps: "网络送达的报文在抓包里有缺失",
    kernel_drops: "抓包时丢了报文",
    input_cut_off: "输入提前结束",
    backward_time: "时间有倒退",
    coarse_clock: "时钟太粗",
    one_sided_flows: "有些连接只看到一侧",
    missing_syns: "有些连接在抓包之前就已开始",
    missing_ends: "有些连接在抓包之后还在继续",
    large_segments: "抓包的主机合并了报文段，或者还没有拆分",
    offload: "校验和由网卡事后填入",
    cut_packets: "报文没有抓完整",
    copies: "有报文重复",
    undecoded_packets: "有些报文无法解码",
    bad_checksums: "有些校验和是错的",
    flow_limits: "有些连接内存不足",
  },
  unfinished: (n) => `有 ${grouped(n)} 个连接没有讲述：数量限制去掉了事件 flow_end。`,
  error: (message) => `输入损坏或不完整：${message}`,
};

const SIGNS: Readonly<Record<string, string>> = {
  ttl: "TTL",
  ip_id: "IP 标识",
  window: "窗口",
  mss: "MSS",
  options: "选项",
  repeated_segment: "重复的报文段",
};
