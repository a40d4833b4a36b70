namespace FedFilter.Tests.Interop;

/// <summary>A running server that is not ours.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>What a policy knows it by: its public host, with the port.</summary>
    string Host { get; }
}
