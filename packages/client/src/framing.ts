// The framings, so that a program which installs this package alone has them.
export * from '@fdset/socket/framing';
