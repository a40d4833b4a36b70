namespace FedFilter.Audit;

/// <summary>An entry could not be made durable. Nobody may be told of a refusal that is not recorded.</summary>
internal sealed class AuditUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
