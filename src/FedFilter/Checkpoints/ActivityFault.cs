namespace FedFilter.Checkpoints;

/// <summary>Why a body cannot be decided about: a stable code, and a sentence for the sender's developer.</summary>
internal sealed record ActivityFault(string Code, string Detail)
{
    public static readonly ActivityFault Malformed = new("body-malformed", "The body is not a JSON object (RFC 8259) in UTF-8.");
    public static readonly ActivityFault TooDeep = new("body-too-deep", "The body is nested deeper than 64 levels.");
    public static readonly ActivityFault DuplicateKey = new("body-duplicate-key", "One object names actor, id, type, object, or what a post says and for whom, more than once; two servers could read two different things.");
    public static readonly ActivityFault AliasKey = new("body-alias-key", "A key, or a term of the @context, is another spelling of actor, object, type or id, or gives one of these another meaning.");
    public static readonly ActivityFault ActorAmbiguous = new("actor-ambiguous", "The activity must name exactly one actor, by its id or as an object with an id.");
    public static readonly ActivityFault TypeMissing = new("type-missing", "The activity must have a type.");
}
