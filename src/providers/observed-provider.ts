import { ProviderError } from '../errors/provider-error.ts';
import type { PeerCall } from './peer.ts';
import type { VideoProvider } from './video-provider.ts';

type OnError = (provider: VideoProvider['name'], call: PeerCall, error: ProviderError) => void;

/** The same provider; each of its errors is told before it is thrown. */
export function observed(provider: VideoProvider, onError: OnError): VideoProvider {
  const told = async <T>(call: PeerCall, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof ProviderError) onError(provider.name, call, error);
      throw error;
    }
  };
  const { publish } = provider;
  return {
    ...provider,
    upload: (image, signal) => told('upload', provider.upload(image, signal)),
    submit: (input, aboutToSend, signal) => told('submit', provider.submit(input, aboutToSend, signal)),
    recover: (lost, signal) => told('recover', provider.recover(lost, signal)),
    status: (operation, signal) => told('status', provider.status(operation, signal)),
    account: (signal) => told('account', provider.account(signal)),
    prices: (signal) => told('prices', provider.prices(signal)),
    ...(publish && { publish: (path, signal) => told('upload', publish.call(provider, path, signal)) }),
  };
}
