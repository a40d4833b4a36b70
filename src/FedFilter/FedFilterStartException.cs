namespace FedFilter;

/// <summary>Something the program needs to start is missing or wrong; the message names it, the place, and what to do.</summary>
internal sealed class FedFilterStartException(string message) : Exception(message);
