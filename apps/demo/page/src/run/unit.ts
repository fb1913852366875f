export type Unit = 'perSecond' | 'ms' | 'percent' | 'us' | 'count' | 'ratio' | 'bytes';
