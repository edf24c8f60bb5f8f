/** The few words that the shell itself says, in both languages. Everything else is said by the window. */

export interface ShellWords {
  title: string;
  edit: string;
  undo: string;
  redo: string;
  cut: string;
  copy: string;
  paste: string;
  selectAll: string;
  view: string;
  zoomIn: string;
  zoomOut: string;
  actualSize: string;
  fullScreen: string;
  closeWindow: string;
  quit: string;
  hostFailed: string;
  hostFailedDetail: (reason: string) => string;
  windowFailed: string;
  windowFailedDetail: string;
  /** On the terminal, when the window was closed. */
  goesOn: string;
}

const ENGLISH: ShellWords = {
  title: 'Huan',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  view: 'View',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  actualSize: 'Actual size',
  fullScreen: 'Full screen',
  closeWindow: 'Close the window (Huan goes on syncing)',
  quit: 'Quit Huan',
  hostFailed: 'Huan could not open your data',
  hostFailedDetail: (reason) => `Nothing was changed. The reason: ${reason}`,
  windowFailed: 'The window keeps failing',
  windowFailedDetail: 'What you saved is safe on this device. Please start Huan again.',
  goesOn: 'The window is closed; Huan goes on syncing. Start it again to get the window back; Ctrl+C ends it.',
};

const CHINESE: ShellWords = {
  title: '换',
  edit: '编辑',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  view: '显示',
  zoomIn: '放大',
  zoomOut: '缩小',
  actualSize: '实际大小',
  fullScreen: '全屏',
  closeWindow: '关闭窗口（换会继续同步）',
  quit: '退出换',
  hostFailed: '换无法打开你的数据',
  hostFailedDetail: (reason) => `没有任何改动。原因：${reason}`,
  windowFailed: '窗口反复出错',
  windowFailedDetail: '已保存的内容都安全地存在这台设备上。请重新启动换。',
  goesOn: '窗口已关闭，换会继续同步。再次启动即可重新打开窗口；按 Ctrl+C 退出。',
};

/** The words for a locale such as `zh-CN`; English for any that is not Chinese. */
export function shellWords(locale: string): ShellWords {
  return /^zh\b/i.test(locale) ? CHINESE : ENGLISH;
}
