namespace FedFilter.Checkpoints;

internal static partial class AdmissionLog
{
    // The log says once that it cannot be written; anyone can cause any number of these.
    [LoggerMessage(1, LogLevel.Debug, "Decision {Decision} could not be written to the audit log; what it refused is answered 503 until the log can be written again.")]
    public static partial void Unrecorded(ILogger logger, string decision, Exception exception);

    [LoggerMessage(2, LogLevel.Debug, "What a rule in shadow would have refused could not be written to the audit log; the request went on.")]
    public static partial void ShadowUnrecorded(ILogger logger, Exception exception);
}
