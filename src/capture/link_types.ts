/**
 * Names of the LINKTYPE_ values that are worth naming (the registry of the pcap drafts).
 */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, "NULL"],
  [1, "ETHERNET"],
  [9, "PPP"],
  [10, "FDDI"],
  [12, "RAW"],
  [14, "RAW"],
  [50, "PPP_HDLC"],
  [51, "PPP_ETHER"],
  [101, "RAW"],
  [104, "C_HDLC"],
  [105, "IEEE802_11"],
  [107, "FRELAY"],
  [108, "LOOP"],
  [113, "LINUX_SLL"],
  [117, "PFLOG"],
  [127, "IEEE802_11_RADIOTAP"],
  [147, "USER0"],
  [189, "USB_LINUX"],
  [192, "PPI"],
  [195, "IEEE802_15_4_WITHFCS"],
  [220, "USB_LINUX_MMAPPED"],
  [227, "CAN_SOCKETCAN"],
  [228, "IPV4"],
  [229, "IPV6"],
  [239, "NFLOG"],
  [242, "IPOIB"],
  [249, "USBPCAP"],
  [253, "NETLINK"],
  [258, "PKTAP"],
  [276, "LINUX_SLL2"],
]);

/** The name of a LINKTYPE_ value without that prefix, or the number as text. */
export function linkTypeName(linkType: number): string {
  return NAMES.get(linkType) ?? String(linkType);
}
