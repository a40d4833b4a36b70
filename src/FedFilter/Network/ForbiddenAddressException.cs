namespace FedFilter.Network;

/// <summary>A host resolved to an address that peers may not have. Thrown inside the connection, caught by <see cref="DocumentClient"/>.</summary>
internal sealed class ForbiddenAddressException(string host)
    : IOException($"{host} resolves to an address that is not public; if it is yours, name its range in network.allow-private");
