import icon from "./icon.svg";

export function Logo() {
  return <img src={icon} alt="" width={24} height={24} />;
}
