// The sentences of the document that the claims quote, letter by letter, by its sections.

export const DOCUMENT_WORDS = {
  '4.6.2.1': `两个阶段(等待数据和拷贝数据两个阶段)都被block
启用多线程或者多进程,要阻塞只阻塞当前线程/进程,不会影响其他进程/线程
当遇到过多得链接请求时会严重占用资源,降低响应效率
启用进程池/线程池 ,降低进程/线程数量
池得数量不好规范,请求数量和池大小不好对应,且池存在数量上限
只是一定程度上限制了不良影响,无法根本解决`,
  '4.6.2.2': `这期间如果数据到了就会重新正常操作,而在轮询期间,无数据得进程会一直处于阻塞状态
就结果而言。完全得实现了并发,以及解决了IO阻塞带来得效率低下的问题
server.setblocking() #默认是True server.setblocking(False) #False的话就成非阻塞了,这只是对于socket套接字来说的
1. 虽说解决了单线程并发,但是大大的占用了cpu
2. 任务完成的响应延迟增大,任务可能在两次轮询之间的任意时间完成。这会导致整体数据吞吐量的降低`,
  '4.6.2.3': `事实上还更差一些。
因为这里需要使用两个系统调用(select和recvfrom),而blocking IO只调用了一个系统调用(recvfrom)。但是,用select的优势在于它可以同时处理多个connection。
使用 select 模块 或者 eppol (只能用于 linux 中)
最优的选择方案是用 selectors
1. 虽说解决了单线程并发,但是大大的占用了cpu
select的优势在于可以处理多个连接,不适用于单个连接`,
  '4.6.2.4': `kernel 受到一个asynchronous read之后,首先它会立刻返回,所以不会对用户进程产生任何block。
然后,kernel会等待数据准备完成,然后将数据拷贝到用户内存,
当这一切都完成之后,kernel会给用户进程发送一个signal,告诉它read操作完成了。`,
  '4.6.3': `self.request.sendall(self.data.upper()) #sendall是重复调用send.
服务器内部会为每个client创建一个 “线程”,该线程用来和客户端进行交互。
socketserver 完美的解决了之前的各种困扰。不论是并发问题还是线程池大小以及IO问题都被解决。`,
} as const;

export type Section = keyof typeof DOCUMENT_WORDS;
